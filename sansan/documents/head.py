"""The head of a document: annex label, title over several lines, as-of date, document number, addressee, source."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from sansan.documents.dates import find_dates
from sansan.documents.flow import Flow, fold, join
from sansan.documents.labels import free_label, opening_label
from sansan.documents.lines import Line
from sansan.documents.markers import ASPECT, LED, read_marker

_ANNEX = re.compile(
    r"附\s*件\s*[\d一二三四五六七八九十]{0,3}\s*[:.]?|附\s*表\s*[\d一二三四五六七八九十]{0,3}\s*[:.]?"
)
_NUMBER = re.compile(
    r"[\u4e00-\u9fff]{1,12}\s*[〔\[(]?\s*(?:19|20)\d{2}\s*[〕\])]?\s*(?:第)?\s*\d{1,4}\s*号?"
)
_AS_OF = re.compile(
    r"[(〔\[]?\s*(?:数据)?(?:截至|截止|截止到|截至到)(?:日期|时间)?\s*[:]?\s*[\dX年月日底前季度./\-—\s]+\s*[)〕\]]?"
)
_AS_OF_IN_TEXT = re.compile(r"(?:截至|截止)(?:到)?\s*")
_VERSION = re.compile(
    r"[(\[【](?:公开版|公开稿|征求意见稿|送审稿|讨论稿|审议稿|试行|公示稿|摘要|节选|公布稿|初稿|脱密版|公开发布版)[)\]】]"
)
_DATE = re.compile(
    r"[(]?\s*[12X]\w{3}\s*年\s*[\dX]{1,2}\s*月\s*(?:[\dX]{1,2}\s*日)?\s*[)]?|(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?|二[〇○零0]\S{2}年\S{1,3}月\S{1,4}日"
)
_SOURCE = re.compile(
    r"(?:信息)?(?:来源|发布时间|发布日期|发文日期|成文日期|日期|时间|作者|浏览|阅读|点击|字体|字号|索引号|发文机关|发布机构|文号|主题分类|责任编辑|供稿|编辑|制表|填报|单位名称|报送单位|填表|金额单位|单位)\s*(?:次数|量|人|单位|日期|时间)?\s*:"
)
# What a web page prints around an article: the path to it, buttons.
_FRAME = re.compile(
    r"^(?:(?:您)?(?:现在|当前)?(?:的)?(?:所在)?位置|当前栏目)\s*:|^首页\s*[>»/›-]|\S\s*(?:>|»|›)\s*\S+\s*(?:>|»|›|$)|^(?:\S{2,8}\s*[|｜]\s*){2,}\S{2,8}$|^【?(?:打印|关闭|收藏|返回|字体|字号)"
)
_SALUTATION = re.compile(r"[^,。;]{2,40}:")
_PREAMBLE = re.compile(r"(?:根据|按照|为|对照|截至|现将|依据|近期|自|按|经|在|近日|我|本|20\d\d年\d)")
_TITLE_ENDS = re.compile(
    r"(?:情况|方案|清单|报告|公示|公告|通报|公开|表|台账|函|意见|计划|通知|说明|总结)(?:\([^()]*\)|《[^》]*》)*$"
)
_FINAL = re.compile(r"(?:情况|方案|清单|报告|公示|公告|通报|公开|表|台账)(?:\([^()]*\))*$")
_BODY_NAME = re.compile(
    r"(?:[\u4e00-\u9fff“”\"]{2,38}(?:办公室|委员会|人民政府|局|党委|党组|党工委|工委|领导小组|县委|市委|区委|省委|乡|镇|街道|街道办事处"
    r"|中心|办|指挥部|专班|人大常委会|管委会|政府|厅|部|院|公司|学校|支队|大队|总队|站|所|联社|银行|协会|委)\s*)+"
)
# What a letterhead prints above the title: 中共甲县委文件, 特急, 签发人:李××.
_LETTERHEAD = re.compile(
    r"(?!.*关于)[\u4e00-\u9fff、×() ]{2,60}文\s*件|[特加平]\s*急|急\s*件|签发人\s*:.{0,20}"
)
_SIGNER = re.compile(r"\s+签发人\s*:.{0,20}$")
# 2023年第6号公告 (总第12号) numbers a series; the title stands below it.
_SERIES = re.compile(
    r"[(]?(?:(?:19|20)\d\d年)?(?:总?第\s*[\d一二三四五六七八九十〇]{1,4}\s*[号期])(?:审计结果|整改结果)?(?:公告|通告|通报|公报)?[)]?"
    r"(?:\s*\(总第\s*\d+\s*[号期]\))?"
)
_PERIOD = (
    r"(?:(?:数据)?(?:截至|截止)[^()]*|[12]\d{3}年(?:度|底|(?:第?[一二三四1-4]|[上下]半年)?季?度?|[上下]半年|\d{1,2}(?:月|[—~-]\d{1,2}月)(?:份|底|中旬|[上下]旬|\d{1,2}日)?)"
    r"(?:\s*[—~至-]\s*(?:[12]\d{3}年)?(?:\d{1,2}月)?(?:\d{1,2}日)?)?(?:公告|公布|发布|公开|印发|更新|填报|修订)?)"
)
_BATCH = r"(?:第[一二三四五六七八九十百\d]{1,4}(?:批次?|期|轮|次)(?:公开|公示|公布)?)"
_COUNT = r"(?:本(?:清单|表|台账))?(?:共计?|合计|总计)\s*\d[^()]*"
# A bracket below the title says when, which batch or how many; behind the title, a batch is part of the name.
_BELOW = re.compile(rf"\((?:{_PERIOD}|{_BATCH}|{_COUNT})(?:[\s,、;]*(?:{_PERIOD}|{_BATCH}|{_COUNT}))*\)")
_SPREAD = re.compile(r"[\u4e00-\u9fff](?: +[\u4e00-\u9fff]){1,11}")
_PART_OF_SEVERAL = re.compile(
    r"(?:清单|表)\s*[一二三四五六]\s*[:、]?\s*[\u4e00-\u9fff]{2,10}(?:清单|表)"
)  # 清单一 问题清单
_MOST_LINES = 4
_LONGEST_MENU = 40


@dataclass(slots=True)
class Head:
    """What stands before the body. `used` is how many paragraphs belong to it."""

    title: Flow | None = None
    document_number: Flow | None = None
    as_of: dt.date | None = None
    parts: list[Flow] = field(default_factory=list)  # annex label, version, addressee, source and date lines
    used: int = 0


def read_head(lines: Sequence[Line]) -> Head:
    """The head of a document from its first lines; the body begins at `lines[head.used]`."""
    head = Head()
    title: list[Flow] = []
    series: Flow | None = None
    menu = _menu(lines)
    head.parts, head.used = [line.flow for line in lines[:menu]], menu
    for line in lines[menu:]:
        text = unspaced(line.flow.text)
        if _aside(head, line.flow, text):
            head.used += 1
            continue
        if series is None and (not title or text.startswith("(")) and _SERIES.fullmatch(text):
            series = line.flow
            head.parts.append(series)
            head.used += 1
            continue
        if not _titles(text, title):
            break
        title.append(line.flow)
        head.used += 1
    if not title and series:
        title.append(series)
        head.parts.remove(series)
    if title:
        _settle_title(head, join(title))
    return head


def _settle_title(head: Head, title: Flow) -> None:
    """The title without what a bracket behind it says of the period or the count: that is a part of the head."""
    if head.as_of is None:
        head.as_of = as_of_in(title.text)
    head.title = title


def unspaced(text: str) -> str:
    """整  改  方  案 as the word it is: letters set apart to fill the line, one by one."""
    return re.sub(r"(?<=[\u4e00-\u9fff]) +(?=[\u4e00-\u9fff])", "", text) if _SPREAD.fullmatch(text) else text


def _menu(lines: Sequence[Line]) -> int:
    """How many lines of a copied web page are its menu: short words before the line that is plainly a title."""
    for count, line in enumerate(lines[:_LONGEST_MENU]):
        text = line.flow.text
        if len(text) > 8 or read_marker(text) or opening_label(text):
            if _FRAME.search(text):
                continue
            plain = _TITLE_ENDS.search(text) and len(text) >= 10 and read_marker(text) is None
            return count if plain and count >= 3 else 0
    return 0


def _aside(head: Head, flow: Flow, text: str) -> bool:
    """Whether the line is a part of the head beside the title."""
    bare = _SIGNER.sub("", text).strip("()[]【】 ")
    if _NUMBER.fullmatch(bare) and re.search(r"[〔\[(]|号$", text) and head.document_number is None:
        head.document_number = flow
        return True
    if _AS_OF.fullmatch(text):
        found = find_dates(text)
        head.as_of = found[0].date if found and found[0].year_printed else None
    elif not (
        _ANNEX.fullmatch(text)
        or _VERSION.fullmatch(text)
        or _LETTERHEAD.fullmatch(text)
        or _BELOW.fullmatch(text)
        or _DATE.fullmatch(text)
        or _FRAME.search(text)
        or (_SOURCE.search(text) and len(text) < 80 and "。" not in text)
        or (head.used and len(text) <= 42 and _SALUTATION.fullmatch(text) and not opening_label(text))
    ):
        return False
    head.parts.append(flow)
    return True


def _opens_body(text: str, title: Sequence[Flow]) -> bool:
    """Whether the line is an item of the body. A title may end in a line that could be a label: 整改完成情况."""
    label = opening_label(text)
    if label and (label.colon or not title or _FINAL.search(title[-1].text)):
        return True
    marker = read_marker(text)
    if marker is not None and marker.style == LED:
        return bool(title) and bool(_TITLE_ENDS.search(title[-1].text))
    marked = marker is not None and (not text.startswith("第") or (marker.style == ASPECT and bool(title)))
    return marked or free_label(text) is not None or text[0] in ",、)|"


def _titles(text: str, title: Sequence[Flow]) -> bool:
    """Whether the line belongs to the title: short, no sentence, no item."""
    sentence = text.endswith((":", ",")) or "。" in text or ";" in text
    if _PART_OF_SEVERAL.fullmatch(text):
        return False
    if len(title) >= _MOST_LINES or len(text) > 60 or sentence or _opens_body(text, title):
        return False
    if not title:
        return not (_PREAMBLE.match(text) and len(text) > 38)
    so_far = "".join(flow.text for flow in title)
    if text.startswith("(") and text.endswith(")"):
        return True
    if _TITLE_ENDS.search(so_far):
        return (
            bool(_TITLE_ENDS.search(text))
            and not _PREAMBLE.match(text)
            and not _BODY_NAME.fullmatch(text)
            and "," not in text
        )
    return not (_PREAMBLE.match(text) and len(text) > 30) and text.count(",") < 2


def as_of_in(text: str) -> dt.date | None:
    """The date after 截至 in a text, where it has a year."""
    folded = fold(text)
    for match in _AS_OF_IN_TEXT.finditer(folded):
        found = find_dates(folded[match.end() : match.end() + 14])
        if found and found[0].start == 0 and found[0].year_printed:
            return found[0].date
    return None


def is_date_or_body(text: str) -> bool:
    """Whether a (folded) line is a date or the name of a body: a signature."""
    return is_date(text) or is_body(text)


def is_date(text: str) -> bool:
    return _DATE.fullmatch(text) is not None


def is_body(text: str) -> bool:
    return _BODY_NAME.fullmatch(text) is not None
