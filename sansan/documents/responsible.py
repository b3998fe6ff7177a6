"""Responsible units: a list of names with the role each is bound by."""

from __future__ import annotations

import re
from dataclasses import replace

from sansan.documents.flow import Flow, Places
from sansan.documents.model import Unit, UnitRole

_ROLE_IN_BRACKETS = re.compile(r"\(([^()]*(?:牵头|配合|督导|主办|协办|责任|实施|验收)[^()]*)\)$")
_ROLES = {
    "牵头": UnitRole.LEAD,
    "主办": UnitRole.LEAD,
    "配合": UnitRole.SUPPORT,
    "协办": UnitRole.SUPPORT,
    "督导": UnitRole.SUPERVISE,
    "实施": UnitRole.IMPLEMENT,
    "验收": UnitRole.ACCEPT,
    "责任": UnitRole.RESPONSIBLE,
}
_PHRASE = re.compile(
    r"(?P<names>[^。;]*?)(?:负责)?(?P<role>牵头|主办|配合|协办|督导)(?:负责|落实)?(?=[,;。]|$)"
)
_PREFIX = re.compile(r"\s*(?P<role>牵头|配合|督导|责任|协办|主办|验收)(?:单位|部门)?(?::|为)\s*")
_IN_PROSE = re.compile(r"(?P<role>责任|牵头|配合|督导|验收)单位(?:为|是)\s*(?P<names>[^。;,]+)")
_BARE_BODY = re.compile(r"(?:(?:人民)?政府|管委会|办事处)(?:\([^()]*\))?(?=[、;,。\s]|$)")
# 各县（市）委、县（市）人民政府: all of them, one name.
_ALL_COMMITTEES = re.compile(r"各[县市区旗]*(?:\([县市区旗、]+\))?委$")
_ALL_GOVERNMENTS = re.compile(
    r"[县市区旗]*(?:\([县市区旗、]+\))?(?:人民)?政府(?:\([^()]*\))?(?=[、;,。\s]|$)"
)
_GROUP_STOPS = ";,\n\u2028。"
_STOPS = "、/"
_POST = re.compile(
    r"(?:长|书记|主任|常委|委员|主席|经理|领导|主要负责(?:人|同志)|同志)$"
)  # 副县长 周海 is one person
_NO_NAMES = ("等", "无", "-", "—", "/", "及")


def read_units(flow: Flow, role: UnitRole, places: Places) -> list[Unit]:
    """The names of a units field. A role in brackets after a name, or 甲牵头，乙配合, goes before the field's own."""
    if role is UnitRole.LEADER:
        return _names(flow, role, places)
    units: list[Unit] = []
    position = 0
    for match in _PHRASE.finditer(flow.text):
        if _inside_brackets(flow.text, match.start("role")):
            continue
        units += _names(flow.cut(*match.span("names")), _ROLES[match["role"]], places)
        position = match.end()
    return units + _names(flow.cut(position), role, places)


def units_in_prose(flow: Flow, places: Places) -> list[Unit]:
    """责任单位为甲、乙。 inside running text."""
    return [
        unit
        for match in _IN_PROSE.finditer(flow.text)
        for unit in _names(flow.cut(*match.span("names")), _ROLES[match["role"]], places)
    ]


def _names(flow: Flow, role: UnitRole, places: Places) -> list[Unit]:
    return [unit for group in _split(flow, _GROUP_STOPS) for unit in _group(group, role, places)]


def _group(flow: Flow, role: UnitRole, places: Places) -> list[Unit]:
    """The names of one group. A role in brackets at its end binds the 、-joined names before it as well."""
    units: list[Unit] = []
    pieces = _split(flow, _STOPS)
    open_since = 0  # the first name no bracket has spoken of yet
    for place, piece in enumerate(pieces):
        name = piece.strip(" 。;,、:")
        found = role
        prefix = _PREFIX.match(name.text)
        if prefix:
            found, name = _ROLES[prefix["role"]], name.cut(prefix.end()).strip()
        bracket = _ROLE_IN_BRACKETS.search(name.text)
        if bracket and role is not UnitRole.LEADER:
            found = next((code for word, code in _ROLES.items() if word in bracket[1]), found)
            name = name.cut(0, bracket.start()).strip()
            if place == len(pieces) - 1:
                units[open_since:] = [replace(unit, role=found) for unit in units[open_since:]]
        if name and name.text not in _NO_NAMES:
            units.append(Unit(name.raw.replace("\u2028", ""), found, places.of(name)))
        if bracket or prefix:
            open_since = len(units)
    return units


def _split(flow: Flow, stops: str) -> list[Flow]:
    """At these signs outside brackets; wide space parts names too."""
    pieces, start, depth = [], 0, 0
    for index, char in enumerate(flow.text):
        if char in "(〔【":
            depth += 1
        elif char in ")〕】":
            depth = max(0, depth - 1)
        elif (
            depth == 0
            and (char in stops or (char == " " and _parts_names(flow.text, index)))
            and not _one_body(flow.text, index)
        ):
            pieces.append(flow.cut(start, index))
            start = index + 1
    return [*pieces, flow.cut(start)]


def _one_body(text: str, index: int) -> bool:
    """各县（区）党委、政府 is one collective name and stays as written."""
    if _ALL_COMMITTEES.search(text[:index]):
        return bool(_ALL_GOVERNMENTS.match(text[index + 1 :]))
    before = re.sub(r"\([^()]*\)$", "", text[:index])
    return before.endswith(("党委", "县委", "市委", "区委", "工委", "党工委")) and bool(
        _BARE_BODY.match(text[index + 1 :])
    )


def _parts_names(text: str, index: int) -> bool:
    """Whether the space at `index` stands between two names, and not inside a padded one (张 三)."""
    before = re.split(r"[ 、;,/\n]", text[:index])[-1]
    after = re.split(r"[ 、;,/\n]", text[index + 1 :].lstrip())[0]
    return len(before) >= 3 and len(after) >= 2 and not _POST.search(before)


def _inside_brackets(text: str, index: int) -> bool:
    return text.rfind("(", 0, index) > text.rfind(")", 0, index)
