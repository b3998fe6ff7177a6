"""The small vocabularies: statuses, deadlines, markers, numerals, units, kinds."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sansan.documents.deadlines import read_deadline
from sansan.documents.flow import Flow, Places, fold
from sansan.documents.formats.numbering import in_form
from sansan.documents.kinds import kind_of
from sansan.documents.markers import read_marker
from sansan.documents.measures import cut_points
from sansan.documents.model import StatusCode, UnitRole
from sansan.documents.numerals import to_int
from sansan.documents.responsible import read_units
from sansan.documents.status import code_of, is_status, leading

WORDINGS = {
    "completed": "已完成 已完成整改 完成整改 已整改到位 已整改 已办结 已落实 已完成整改，待验收销号 已全部完成",
    "completed_ongoing": "已完成，持续推进 已完成，长期坚持 完成整改并长期坚持 已经完成，长期坚持 已完成整改、长期坚持",
    "basically_completed": "基本完成 基本整改到位 已基本完成 基本完成，持续推进",
    "ahead": "超过序时进度 提前完成",
    "on_schedule": "达到序时进度 达到时序进度 按照时序进度推进 按序时进度推进 按照时序进度持续推进",
    "in_progress": "正在整改 正在推进 正在办理 正在落实 持续推进 整改中",
    "partial": "部分整改 阶段性办结 部分完成",
    "behind": "部分完成，进度滞后 正在推进，未达到序时进度 未达到序时进度 尚未达到序时进度 进度滞后 未达到时序进度",
    "not_completed": "未完成 未整改 未整改到位 尚未完成 未完成整改",
    "not_started": "尚未启动 拟落实 未启动",
    "closed": "已销号 完成交账销号 报备销号 已完成整改并销号 已验收销号",
    "long_term": "长期坚持 持续整改",
    "unknown": "整改 含续建 详见附件 研究论证 涉及8个县区",
}
PAIRS = [(code, wording) for code, wordings in WORDINGS.items() for wording in wordings.split()]


@pytest.mark.parametrize(("code", "wording"), PAIRS)
def test_a_status_wording_has_its_code(code, wording):
    assert code_of(wording) is StatusCode(code)


@pytest.mark.parametrize(("code", "wording"), [pair for pair in PAIRS if pair[0] != "unknown"])
def test_no_positive_code_survives_a_negation(code, wording):
    if code in ("completed", "on_schedule"):
        assert code_of("尚未" + wording.removeprefix("已")) not in (
            StatusCode.COMPLETED,
            StatusCode.ON_SCHEDULE,
        )


@pytest.mark.parametrize(
    "text", ["已完成35家企业治理", "已完成治理31家", "整改情况", "正在推进管网改造", "完成清淤4.8公里"]
)
def test_a_sentence_about_a_part_is_no_status(text):
    assert not is_status(text)
    assert leading(Flow.of(text, 0, len(text))) is None


@pytest.mark.parametrize(
    ("text", "status", "rest"),
    [
        ("已完成整改，待验收销号。", "已完成整改，待验收销号", ""),
        ("未整改到位，预计X月XX日办结。", "未整改到位", "预计X月XX日办结。"),
        ("已整改到位，4家门店安装净化设施。", "已整改到位", "4家门店安装净化设施。"),
        ("目前，该项任务已完成整改。共处罚4家。", "已完成整改", "共处罚4家。"),
        ("完成整改并长期坚持。", "完成整改并长期坚持", ""),
    ],
)
def test_an_answer_may_open_with_its_status(text, status, rest):
    found = leading(Flow.of(text, 0, len(text)))
    assert found is not None
    assert (found[0].raw, found[1].raw) == (status, rest)


@pytest.mark.parametrize(
    ("wording", "date", "standing"),
    [
        ("立行立改", None, False),
        ("立行立改，长期坚持", None, True),
        ("长期坚持", None, True),
        ("2024年底前", dt.date(2024, 12, 31), False),
        ("2024年6月底前", dt.date(2024, 6, 30), False),
        ("2024年2月底前", dt.date(2024, 2, 29), False),
        ("2024年6月30日前", dt.date(2024, 6, 30), False),
        ("２０２４年６月底前", dt.date(2024, 6, 30), False),
        ("2024年底前，并长期坚持", dt.date(2024, 12, 31), True),
        ("分阶段", None, False),
        ("8月底前", None, False),
        ("X月XX日", None, False),
        ("2021-12-31", dt.date(2021, 12, 31), False),
        ("2023年12月底前完成一期，2024年6月底前完成二期", dt.date(2024, 6, 30), False),
        ("20230415日", dt.date(2023, 4, 15), False),
        ("2024年上半年", dt.date(2024, 6, 30), False),
    ],
)
def test_a_deadline_has_a_date_only_where_the_text_gives_one(wording, date, standing):
    assert read_deadline(wording) == (date, standing)


@pytest.mark.parametrize(
    ("text", "style", "printed"),
    [
        ("一、甲", "cn", "一"),
        ("（一）甲", "(cn)", "一"),
        ("㈡甲", "(cn)", "二"),
        ("1.甲", "1.", "1"),
        ("1．甲", "1.", "1"),
        ("12、甲", "1.", "12"),
        ("（3）甲", "(1)", "3"),
        ("⑶甲", "(1)", "3"),
        ("②甲", "①", "2"),
        ("三是甲", "一是", "三"),
        ("问题一：甲", "named:问题", "一"),
        ("任务3-1 甲", "named:任务", "3-1"),
        ("第2项", "named:项", "2"),
        ("第4条　甲", "named:条", "4"),
        ("（序号五）甲", "named:序号", "五"),
        ("12号：甲", "named:号", "12"),
        ("第一方面：甲", "aspect", "第一方面"),
        ("3.2021年以来", "1.", "3"),
    ],
)
def test_a_marker_tells_its_style_and_number(text, style, printed):
    marker = read_marker(fold(text))
    assert marker is not None
    assert (marker.style, marker.printed) == (style, printed)


@pytest.mark.parametrize(
    "text", ["第六批", "第三方机构", "问题2项", "任务36项", "2021年", "一个", "12.", "号", "（含续建）"]
)
def test_words_that_look_like_markers_are_none(text):
    marker = read_marker(fold(text))
    assert marker is None or text == "12."


def test_a_number_before_a_digit_is_doubtful_unless_a_year_follows():
    assert read_marker("4.12家").doubtful
    assert not read_marker("4.2021年").doubtful


@given(st.integers(1, 99))
def test_chinese_numerals_are_read_as_they_are_written(number):
    assert to_int(in_form(number, "chineseCounting")) == number


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("（1）甲。（2）乙。", ["甲。", "乙。"]),
        ("1、甲;2、乙;3、丙", ["甲;", "乙;", "丙"]),
        ("一是甲；二是乙。", ["甲；", "乙。"]),
        ("1.5座渣场中，2座完成。\n2.规划14口。", ["5座渣场中，2座完成。", "规划14口。"]),
        ("投入1.5万元；2.4公里完工。", ["投入1.5万元；2.4公里完工。"]),
        ("采取一是缩小面积，二是围挡。", ["采取一是缩小面积，二是围挡。"]),
        ("（1）甲：一是子；二是丑。（2）乙。", ["甲：一是子；二是丑。", "乙。"]),
        ("甲。\n乙。", ["甲。", "乙。"]),
    ],
)
def test_measures_are_cut_at_their_marks(text, points):
    assert [point.raw for point in cut_points(Flow.of(text, 0, len(text)))[1]] == points


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("市水务局、望川区政府", [("市水务局", "responsible"), ("望川区政府", "responsible")]),
        ("市住建局（牵头）、市城管局", [("市住建局", "lead"), ("市城管局", "responsible")]),
        (
            "市水利局牵头，市公安局、市交通局配合",
            [("市水利局", "lead"), ("市公安局", "support"), ("市交通局", "support")],
        ),
        ("各县（市、区）人民政府", [("各县（市、区）人民政府", "responsible")]),
        (
            "各县（区）党委、政府；市直有关部门",
            [("各县（区）党委、政府", "responsible"), ("市直有关部门", "responsible")],
        ),
        ("市住建局　市城管局", [("市住建局", "responsible"), ("市城管局", "responsible")]),
        ("市人力资源和社会保障局", [("市人力资源和社会保障局", "responsible")]),
    ],
)
def test_units_are_parted_and_roles_taken_from_the_words_beside_them(text, names):
    found = read_units(Flow.of(text, 0, len(text)), UnitRole.RESPONSIBLE, Places(text))
    assert [(unit.name, str(unit.role)) for unit in found] == names


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("云岭市贯彻落实督察反馈意见整改方案", "整改方案"),
        ("云岭市督察整改任务清单", "整改任务清单"),
        ("云岭市督察反馈意见整改完成情况", "整改完成情况"),
        ("云岭市督察反馈意见整改进展清单", "整改进展清单"),
        ("云岭市督察整改汇总表（2021年二季度）", "整改汇总表"),
        ("云岭市督察整改情况的报告", "整改情况报告"),
        ("关于云岭市整改任务验收销号的公示", "销号公示"),
        ("云岭市信访举报件边督边改情况公开", "边督边改公开情况"),
        ("关于专项审计问题整改情况的报告", "审计整改报告"),
        ("关于县委巡察整改进展情况的通报", "巡察整改通报"),
        ("关于审议意见研究处理情况的报告", "审议意见整改报告"),
        ("食堂菜单", "其他"),
    ],
)
def test_the_kind_is_told_by_the_title(title, kind):
    assert kind_of(title).name == kind
