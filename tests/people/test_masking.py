"""Personal data as those see it who need not know it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sansan.people.masking import mask_email, mask_phone


@pytest.mark.parametrize(
    ("phone", "masked"),
    [("13812341234", "138****1234"), ("0396-2912345", "039*****2345"), ("12345", "***45"), ("", "")],
)
def test_a_phone_keeps_three_and_four_digits(phone: str, masked: str) -> None:
    assert mask_phone(phone) == masked


@given(st.text(alphabet="0123456789-", max_size=20))
def test_a_masked_phone_is_as_long_and_never_whole(phone: str) -> None:
    masked = mask_phone(phone)
    assert len(masked) == len(phone)
    assert masked != phone or len(phone) <= 2


@pytest.mark.parametrize(
    ("email", "masked"), [("zhang@example.gov.cn", "z***@example.gov.cn"), ("", ""), ("odd", "***")]
)
def test_an_address_keeps_its_first_letter_and_its_domain(email: str, masked: str) -> None:
    assert mask_email(email) == masked
