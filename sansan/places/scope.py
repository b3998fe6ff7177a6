"""Codes as scopes: a prefix names a place and everything inside it. Pure arithmetic on strings.

Codes are GB/T 2260 digits; functional areas without a code of their own get local ones with capital letters.
"""

import re

from django.db.models import Q

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
CODE = re.compile(r"[0-9A-Z]{1,12}")
LENGTH_OF_LEVEL = {1: 2, 2: 4, 3: 6, 4: 9, 5: 12}
"""Province, city, county, township, village."""
LEVEL_OF_LENGTH = {length: level for level, length in LENGTH_OF_LEVEL.items()}


def contains(prefix: str, code: str) -> bool:
    """Whether the place with this code lies in the scope; the empty prefix is everywhere."""
    return code.startswith(prefix)


def successor(prefix: str) -> str:
    """The first code after every code that begins with this prefix; "" when nothing comes after.

    It stays within the alphabet of codes: a character between 9 and A would sort differently from one
    database collation to the next.
    """
    for at in range(len(prefix) - 1, -1, -1):
        place = ALPHABET.index(prefix[at]) + 1
        if place < len(ALPHABET):
            return prefix[:at] + ALPHABET[place]
    return ""


def within(field: str, prefix: str) -> Q:
    """Rows whose code in `field` lies in the scope, as a range an ordinary index serves.

    Raises ValueError for what is no code: a scope misread must not open everything.
    """
    if not prefix:
        return Q()
    if not CODE.fullmatch(prefix):
        raise ValueError(f"{prefix!r} is not an area code")
    end = successor(prefix)
    return Q(**{f"{field}__gte": prefix}) & (Q(**{f"{field}__lt": end}) if end else Q())


def level(code: str) -> int | None:
    """1 province … 5 village by the length of the code, None when no level has that length."""
    return LEVEL_OF_LENGTH.get(len(code))


def at_level(code: str, wanted: int) -> str:
    """The ancestor (or the place itself) at that level, "" when the code is above it."""
    length = LENGTH_OF_LEVEL[wanted]
    return code[:length] if len(code) >= length else ""


def parent(code: str) -> str:
    """The code one level up, "" for a province."""
    own = level(code)
    return code[: LENGTH_OF_LEVEL[own - 1]] if own and own > 1 else ""
