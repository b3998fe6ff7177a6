"""The ledger's text filter."""

import pytest
from django.http import QueryDict
from django.utils import timezone

from sansan.people.roles import Role
from sansan.rectification.filters import LedgerFilter
from tests.people.factories import person_with
from tests.rectification.factories import MeasureFactory, TaskFactory

pytestmark = pytest.mark.django_db


def found(text):
    form = LedgerFilter(QueryDict(mutable=True) | {"q": text}, person=person_with(Role.CITY_OFFICE))
    return set(form.apply(timezone.localdate()).values_list("number", flat=True))


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("pm2.5", {"1"}), ("PM2.5", {"1"}), ("硬化", {"2"}), ("3", {"3"}), ("无此词", set())],
)
def test_text_is_looked_for_in_problems_and_measures_letters_in_any_case(text, numbers):
    TaskFactory(number="1", problem="PM二点五即PM2.5浓度偏高。")
    MeasureFactory(task=TaskFactory(number="2", problem="停车场扬尘。"), text="道路全部硬化。")
    TaskFactory(number="3", problem="散煤复燃。")
    assert found(text) == numbers
