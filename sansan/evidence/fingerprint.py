"""A photo's perceptual hash, and how near-equal ones are found without reading the archive. Pure.

Written here rather than taken from a library: a difference hash is these few lines, while the usual package
brings numpy, scipy and wavelets along.
"""

from collections.abc import Iterator
from itertools import combinations

from PIL import Image

BITS = 64
BANDS = 4
_BAND_BITS = BITS // BANDS
_MASK = (1 << _BAND_BITS) - 1


def difference_hash(image: Image.Image) -> int:
    """64 bits: in an 8 × 8 grid, whether each cell is brighter than its right neighbour.

    Scaling, saving again and mild changes of light flip a few bits at most; another scene flips about half.
    """
    grey = image.convert("L").resize((9, 8), Image.Resampling.BOX)
    cells = grey.tobytes()
    found = 0
    for row in range(8):
        for column in range(8):
            at = row * 9 + column
            found = found << 1 | (cells[at] > cells[at + 1])
    return found


def distance(left: int, right: int) -> int:
    """Bits in which two hashes differ."""
    return (left ^ right).bit_count()


def is_telling(fingerprint: int, min_set_bits: int) -> bool:
    """Whether the picture has enough structure to be recognised: a blank page equals every blank page."""
    return min_set_bits <= fingerprint.bit_count() <= BITS - min_set_bits


def bands(fingerprint: int) -> tuple[int, ...]:
    """The hash cut into four 16-bit numbers, highest first."""
    return tuple(fingerprint >> shift & _MASK for shift in range(BITS - _BAND_BITS, -1, -_BAND_BITS))


def neighbours(band: int, radius: int) -> Iterator[int]:
    """Every 16-bit number that differs from this one in at most `radius` bits, itself included."""
    for count in range(radius + 1):
        for places in combinations(range(_BAND_BITS), count):
            flipped = band
            for place in places:
                flipped ^= 1 << place
            yield flipped


def radius_for(max_distance: int) -> int:
    """How far each band must be searched: of four bands sharing d differing bits, one has at most d // 4."""
    return max_distance // BANDS
