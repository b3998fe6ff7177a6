"""The room's own claims: the functions that judge them joined with the dated data file."""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from sansan.rectification.closing.checks import photos, words, work
from sansan.rectification.closing.registry import Check, Claim, Parameter, register

_FILE = Path(__file__).resolve().parents[1] / "data" / "closing_claims.toml"
_METRES, _COUNT = "米", "份"


@lru_cache
def table() -> Mapping[str, Any]:
    """The data file: claim → default_on, source, defaults; and `note`, what the defaults are."""
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def note() -> str:
    """How sure the defaults are."""
    return str(table()["note"])


def declare() -> None:
    """Register the room's own claims; called once at start-up."""
    for claim in _own():
        register(claim)


def _claim(key: str, label: str, asserts: str, remedy: str, check: Check, *parameters: Parameter) -> Claim:
    rule = table()[key]
    return Claim(
        key=key,
        label=label,
        asserts=asserts,
        remedy=remedy,
        check=check,
        default_on=rule["default_on"],
        source=rule["source"],
        parameters=parameters,
        defaults=rule.get("defaults", {}),
    )


def _own() -> list[Claim]:
    return [
        _claim(
            "measures_done",
            "措施办结、有佐证",
            "登记的每条整改措施都已办结，并随填报交有佐证材料",
            "责任单位办结并勾选措施、补充材料；没有措施的在“修改任务”中补录",
            work.measures_done,
            Parameter("evidence", "佐证材料不少于", _COUNT, 0, 100),
        ),
        _claim(
            "photos_present",
            "整改前后照片齐全",
            "随填报交有整改前、整改后的照片",
            "责任单位补交照片，并注明是整改前还是整改后",
            photos.present,
            Parameter("before", "整改前不少于", "张", 0, 100),
            Parameter("after", "整改后不少于", "张", 0, 100),
        ),
        _claim(
            "photos_new",
            "照片没有重复使用",
            "照片没有在别的任务、别的单位用过，也没有把同一张当作整改前和整改后；与全部材料比对文件和画面",
            "点开以前的使用，核对是不是同一现场；不是的，退回补拍",
            photos.new,
        ),
        _claim(
            "photos_in_place",
            "照片拍于现场",
            "照片的拍摄位置在任务涉及的县区或乡镇以内，允许边界误差",
            "核对拍摄地点和任务涉及地区；位置被手机关闭的，请用原图重交或说明",
            photos.in_place,
            Parameter("tolerance_m", "界外不超过", _METRES, 0, 100_000),
        ),
        _claim(
            "photos_in_time",
            "照片拍于整改期间",
            "整改后照片拍于问题反馈（或交办）之后、上传之前，整改前照片不晚于同一单位的整改后照片",
            "核对拍摄时间；翻拍、转发的照片没有时间，请用原图重交或说明",
            photos.in_time,
            Parameter("clock_minutes", "手机时钟误差不超过", "分钟", 0, 1440),
        ),
        _claim(
            "parts_accepted",
            "下级任务均已验收",
            "由本任务分出的每项任务都已验收",
            "先办理下级任务的验收",
            work.parts_accepted,
        ),
        _claim(
            "figures_dated",
            "数据有截至日期、前后一致",
            "登记的每个数都有截至日期；同一指标、同一范围、同一天只有一个数",
            "在“数据”中更正，或登记带日期的新数",
            words.figures_dated,
        ),
        _claim(
            "identities_hold",
            "合计关系成立",
            "任务上登记的合计关系（总数等于各分项之和）在最近一天的数上成立",
            "核对总数和各分项，在指标页上更正，写明更正理由；关系登记有误的，撤销",
            words.identities_hold,
        ),
        _claim(
            "sums_reconcile",
            "填报中的数字对得上",
            "各单位最近一次填报和销号意见里的总数与分项、比率、增减互相对得上",
            "请填报单位更正后重新填报",
            words.sums_reconcile,
        ),
        _claim(
            "no_open_finding",
            "没有未处置的疑点",
            "涉及本任务的核查疑点都已处置，督察的报告都已入账",
            "先处置疑点，或先把收到的报告入账",
            work.no_open_finding,
        ),
        _claim(
            "text_fits_status",
            "文字与完成状态不矛盾",
            "最近的填报、报告状态和销号意见没有“尚未”“正在”一类未完成的话",
            "确已完成的，请填报单位按现状重新填报；没有完成的，退回",
            words.text_fits_status,
        ),
        _claim(
            "accepted_by_others",
            "验收人不是办理人",
            "验收的人没有办理过本任务，验收当日也不在承担整改的单位任职",
            "退回后由其他单位重新验收",
            work.accepted_by_others,
        ),
        _claim(
            "notice_served",
            "公示期满、无未处理异议",
            "公示按整改程序规定的天数期满，公示期间的异议都有处理结果",
            "等公示期满，先登记异议的处理结果；公示没有期满的，说明理由也不能销号",
            work.notice_served,
        ),
        _claim(
            "numbers_wellformed",
            "文号格式正确",
            "填报、销号意见和引用文件中的发文字号形如“驻政〔2020〕3号”",
            "请填报单位更正，或在“政策文件”中更正文号",
            words.numbers_wellformed,
        ),
    ]
