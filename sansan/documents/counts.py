"""What a document's head declares about itself: 6类36项, 共9项，已完成5项."""

from __future__ import annotations

import re

from sansan.documents import status
from sansan.documents.flow import Flow, Places
from sansan.documents.model import Declared, DeclaredCount, StatusCode
from sansan.documents.numerals import to_int

_N = r"(?:\d{1,4}|[一二两三四五六七八九十百]{1,4})"
_CLASSES = re.compile(rf"(?P<n>{_N})\s*个?\s*(?P<noun>大类|类别|类|个?方面)(?!似|型)")
_MEASURE = r"(?:项|个|条|件)"
_THING = (
    r"(?:具体)?(?:重点|突出)?(?:整改|审议|反馈|交办|生态环境|环境|群众)?(?:信访)?(?:举报)?"
    r"(?:任务|问题|事项|意见|建议|举报件|信访件|案件|线索)"
)
_BOTH = re.compile(
    rf"{_N}\s*个?\s*(?:大类|类别|类|方面)(?:问题|任务)?[、,共计的和及\s]*(?P<n>{_N})\s*(?P<noun>{_MEASURE})"
)
_TASKS = (
    re.compile(
        rf"整改(?:任务|问题|事项)(?:清单)?(?:共|共计|总计|为|合计)?\s*(?P<n>{_N})\s*(?P<noun>{_MEASURE})"
    ),
    re.compile(rf"(?P<n>{_N})\s*(?P<noun>{_MEASURE})(?:具体)?整改(?:任务|问题|事项|措施任务)"),
    re.compile(
        rf"(?:举报件|信访件|案件|问题|任务|意见|建议|事项)(?:清单)?(?:共|共计|总计|合计)?\s*(?P<n>{_N})\s*(?P<noun>{_MEASURE})"
    ),
    re.compile(rf"(?P<n>{_N})\s*(?P<noun>{_MEASURE}){_THING}"),
    re.compile(rf"(?:共|共计|总计|合计|梳理|分解|细化)(?:为|出|成|有)?\s*(?P<n>{_N})\s*(?P<noun>{_MEASURE})"),
)
_AFTER = re.compile(rf"(?P<words>[\u4e00-\u9fff,]{{2,20}}?)\s*(?:共|有|为|共计)?\s*(?P<n>{_N})\s*{_MEASURE}")
_BEFORE = re.compile(rf"(?P<n>{_N})\s*{_MEASURE}(?P<words>[\u4e00-\u9fff]{{2,12}}?)(?=[,;、。)]|$)")
_LED_IN = re.compile(r"(?:^|[,、]|其中|目前|现|已有|截至|全[市县区]|分别|有|任务|到目前)$")
_LEAD_IN = re.compile(r"^(?:其中|截至目前|目前|截至|全市|全县|现|已有|有|的|,|、|整改任务|问题)+")


def read_declared(flows: list[Flow], places: Places) -> Declared:
    """Counts and status tally declared in these passages, the first statement of each kind."""
    classes = tasks = None
    statuses: list[DeclaredCount] = []
    for flow in flows:
        classes = classes or _classes(flow, places)
        tasks = tasks or _tasks(flow, places)
        statuses = statuses or _tally(flow, places)
    return Declared(classes, tasks, tuple(statuses))


def _classes(flow: Flow, places: Places) -> DeclaredCount | None:
    for match in _CLASSES.finditer(flow.text):
        if flow.text[max(0, match.start() - 1) : match.start()] not in ("第", "每", "各", "-"):
            return _count(flow, match, places)
    return None


def _tasks(flow: Flow, places: Places) -> DeclaredCount | None:
    for pattern in (_BOTH, *_TASKS):
        for match in pattern.finditer(flow.text):
            before = flow.text[max(0, match.start("n") - 8) : match.start("n")]
            if (
                flow.text[match.start("n") - 1 : match.start("n")] == "第"
                or status.is_status(_bare(before))
                or "每" in before[-2:]
            ):
                continue
            return _count(flow, match, places)
    return None


def _tally(flow: Flow, places: Places) -> list[DeclaredCount]:
    found: list[DeclaredCount] = []
    for pattern in (_AFTER, _BEFORE):
        for match in pattern.finditer(flow.text):
            words, start = _status_in(match["words"])
            value = to_int(match["n"])
            if words and value is not None:
                passage = (
                    flow.cut(match.start("words") + start, match.end())
                    if pattern is _AFTER
                    else flow.cut(*match.span())
                )
                found.append(
                    DeclaredCount(
                        flow.raw[match.start("words") + start : match.start("words") + start + len(words)],
                        value,
                        places.of(passage),
                    )
                )
        if found:
            break
    return found


def _status_in(words: str) -> tuple[str, int]:
    """The longest tail of the words that is a status, and where it begins."""
    for start in range(len(words) - 1):
        tail = words[start:]
        if (
            tail[0] not in ",、的其有共"
            and status.is_status(tail)
            and status.code_of(tail) is not StatusCode.UNKNOWN
        ):
            if _LEAD_IN.match(tail) or not _LED_IN.search(words[:start]):
                continue
            return tail, start
    return "", 0


def _bare(text: str) -> str:
    return re.split(r"[,;。、:]", text)[-1]


def _count(flow: Flow, match: re.Match[str], places: Places) -> DeclaredCount | None:
    value = to_int(match["n"])
    return None if value is None else DeclaredCount(match["noun"], value, places.of(flow.cut(*match.span())))
