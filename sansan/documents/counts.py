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
# 本批18项, 现公开18项: of all that a document speaks of, what stands in it.
_HERE = re.compile(
    rf"(?:(?:本|此)(?:次|批次?|轮|期|清单|表|台账)(?:共|拟|集中|对外)*(?:公开|公示|公布|通报|报告|列入?|反馈|涉及|销号|验收|包括)?(?:的)?|现(?:公开|公示|公布))(?:共|问题|任务|整改任务|整改问题)*(?:的|共)?\s*"
    rf"(?P<n>{_N})\s*(?P<noun>{_MEASURE})"
)
# 本清单列问题8个，细化任务18项: the tasks, not what they were made of.
_FINER = re.compile(
    rf"(?:细化|分解|梳理)(?:为|成|出)?(?:整改)?(?:任务|事项)(?:为|共)?\s*(?P<n>{_N})\s*(?P<noun>{_MEASURE})"
)
# Inside a chapter of prose only what can hardly be said of anything else.
_IN_PROSE = (
    re.compile(
        rf"(?:反馈|指出|移交|交办|涉及)(?:的|我[\u4e00-\u9fff]|给?[\u4e00-\u9fff]{{2,8}}的)*{_N}\s*个?\s*(?:大类|类|方面)(?:的)?[、,共计的和及\s]*(?P<n>{_N})\s*(?P<noun>{_MEASURE})(?:具体)?(?:问题|任务|事项|意见)"
    ),
    re.compile(
        rf"(?:反馈|指出|移交|交办|涉及)(?:的|我[\u4e00-\u9fff]|给?[\u4e00-\u9fff]{{2,8}}的)*(?P<n>{_N})\s*(?P<noun>{_MEASURE})(?:具体)?整改(?:任务|问题|事项)"
    ),
)
# (共3类20家) below a title counts the rows, whatever they are.
_ROWS = re.compile(
    rf"\(?(?:本表|本清单)?(?:共计?|合计|总计)\s*(?:{_N}\s*个?\s*(?:大类|类|方面)[、,共计]*)?(?P<n>{_N})\s*(?P<noun>[项个条件家户处起宗])"
)
_TASKS = (
    re.compile(
        rf"整改(?:任务|问题|事项)(?:清单)?(?:共|共计|总计|为|合计)?\s*(?P<n>{_N})\s*(?P<noun>{_MEASURE})"
    ),
    re.compile(rf"(?P<n>{_N})\s*(?P<noun>{_MEASURE})(?:具体)?整改(?:任务|问题|事项|措施任务)"),
    re.compile(
        rf"(?:举报件|信访件|案件|问题|任务|意见|建议|事项)(?:清单)?(?:共|共计|总计|合计|总数为?|数量为?)?\s*(?P<n>{_N})\s*(?P<noun>{_MEASURE})"
    ),
    re.compile(rf"(?P<n>{_N})\s*(?P<noun>{_MEASURE}){_THING}"),
    re.compile(rf"(?:共|共计|总计|合计|梳理|分解|细化)(?:为|出|成|有)?\s*(?P<n>{_N})\s*(?P<noun>{_MEASURE})"),
)
_AFTER = re.compile(rf"(?P<words>[\u4e00-\u9fff,]{{2,20}}?)\s*(?:共|有|为|共计)?\s*(?P<n>{_N})\s*{_MEASURE}")
_BEFORE = re.compile(rf"(?P<n>{_N})\s*{_MEASURE}(?P<words>[\u4e00-\u9fff]{{2,12}}?)(?=[,;、。)]|$)")
_LED_IN = re.compile(r"(?:^|[,、中底日]|其中|目前|现|已有|截至|全[市县区]|分别|有|任务|到目前)$")
_LEAD_IN = re.compile(r"^(?:其中|截至目前|目前|截至|全市|全县|现|已有|有|的|,|、|整改任务|问题)+")


def read_declared(flows: list[Flow], prose: list[Flow], places: Places) -> Declared:
    """Counts and status tally declared in these passages, the first statement of each kind.

    `prose` are passages of the chapters before the tasks; they are asked only where the head declares nothing.
    """
    classes = None
    tasks = next(filter(None, (_here(flow, places) for flow in flows)), None)
    statuses: list[DeclaredCount] = []
    for flow in flows:
        classes = classes or _classes(flow, places)
        tasks = tasks or _tasks(flow, places)
        statuses = statuses or _tally(flow, places)
    if tasks is None:
        told = [(flow, match) for flow in prose for rule in _IN_PROSE if (match := rule.search(flow.text))]
        if told:
            flow, match = told[0]
            tasks = _count(flow, match, places)
            classes = classes or _classes(flow.cut(*match.span()), places)
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


def _here(flow: Flow, places: Places) -> DeclaredCount | None:
    """The count a passage gives for the document itself: 本次公开18项; or alone below the title: (共20家)."""
    match = _HERE.search(flow.text) or _ROWS.match(flow.text)
    finer = _FINER.search(flow.text, match.end()) if match else None
    match = finer or match
    return _count(flow, match, places) if match else None


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
