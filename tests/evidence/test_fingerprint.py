"""The same photo is recognised after a phone, a chat program or a screenshot has been at it; another is not."""

from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageEnhance

from sansan.evidence.fingerprint import (
    BANDS,
    bands,
    difference_hash,
    distance,
    is_telling,
    neighbours,
    radius_for,
)
from sansan.evidence.rules import limits
from tests.evidence import samples

HASH = st.integers(0, 2**64 - 1)


def again(image: Image.Image) -> list[Image.Image]:
    """What happens to a photo on its way."""
    small = image.resize((320, 240), Image.Resampling.LANCZOS)
    return [
        small,
        image.convert("L"),
        ImageEnhance.Brightness(image).enhance(1.15),
        image.resize((1000, 750)),
    ]


def test_a_scaled_greyed_or_brightened_photo_stays_within_the_limit() -> None:
    for seed in range(20):
        scene = samples.scene(seed)
        for changed in again(scene):
            assert distance(difference_hash(scene), difference_hash(changed)) <= limits().reuse_max_distance


def test_other_scenes_lie_far_beyond_the_limit() -> None:
    hashes = [difference_hash(samples.scene(seed)) for seed in range(60)]
    nearest = min(distance(a, b) for n, a in enumerate(hashes) for b in hashes[:n])
    assert nearest > limits().reuse_max_distance


def test_a_blank_page_tells_nothing() -> None:
    assert not is_telling(difference_hash(Image.new("RGB", (800, 600), "white")), limits().reuse_min_set_bits)


@given(HASH)
def test_bands_are_the_hash_in_pieces(value: int) -> None:
    joined = 0
    for band in bands(value):
        joined = joined << 16 | band
    assert (joined, len(bands(value))) == (value, BANDS)


@given(HASH, st.sets(st.integers(0, 63), max_size=11))
def test_every_hash_within_the_distance_shares_a_searched_band(value: int, flips: set[int]) -> None:
    """The pigeonhole: d flipped bits leave at least one of four bands with no more than d // 4 of them."""
    other = value
    for place in flips:
        other ^= 1 << place
    assert distance(value, other) == len(flips)
    radius = radius_for(len(flips))
    searched = [set(neighbours(band, radius)) for band in bands(value)]
    assert any(band in near for band, near in zip(bands(other), searched, strict=True))


def test_a_band_has_seventeen_numbers_within_one_bit() -> None:
    assert len(set(neighbours(0b1010, 1))) == 17
