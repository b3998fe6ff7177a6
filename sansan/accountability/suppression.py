"""Numbers of persons as a table that points at nobody. Pure arithmetic.

A number from 1 to k-1 is hidden. Where one hidden number could be worked out from the total, the next smallest is
hidden too, until what is hidden adds up to k at least and to more than one cell. A zero says of nobody that he was
sanctioned.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Masked:
    """`cells` and `total` are None where hidden."""

    cells: Mapping[str, int | None]
    total: int | None

    @property
    def hidden(self) -> bool:
        return self.total is None or None in self.cells.values()


def masked(counts: Mapping[str, int], k: int) -> Masked:
    """One table whose cells add up to its total, with the small numbers hidden."""
    total = sum(counts.values())
    if 0 < total < k:
        return Masked(dict.fromkeys(counts), None)
    hidden = {name for name, number in counts.items() if 0 < number < k}
    rest = sorted((number, name) for name, number in counts.items() if number >= k)
    while hidden and rest and (len(hidden) < 2 or sum(counts[name] for name in hidden) < k):
        hidden.add(rest.pop(0)[1])
    if len(hidden) == 1:  # nothing to hide it among: the total would give it away
        return Masked({name: None if name in hidden else number for name, number in counts.items()}, None)
    return Masked({name: None if name in hidden else number for name, number in counts.items()}, total)
