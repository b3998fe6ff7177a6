"""Where a status, a measure, a unit or a day ends and something else begins."""

from __future__ import annotations

import datetime as dt
import io

import openpyxl
import pytest

from sansan.documents.deadlines import read_deadline
from sansan.documents.model import StatusCode
from sansan.documents.reading import read_bytes
from sansan.documents.references import find_references
from sansan.documents.status import code_of
from tests.documents.reader.helpers import column, outline, tasks, units

LIST = """
青川市整改措施清单

1.重视不够。
责任单位：{names}
整改措施：开展督导。
2.采砂屡禁不止。
责任单位：市水利局
整改措施：联合执法。
"""


def test_a_status_with_a_sentence_of_its_own_behind_the_problem_begins_the_answer():
    text = """
青川县审计局关于审计查出问题整改结果的公告

截至11月底，4个问题中，已完成整改2个，部分整改1个，未整改1个。

一、财政管理审计查出问题的整改情况
（一）预算编制不够细化，代编预算占比偏高的问题。已完成整改。县财政局严格控制代编规模。
（二）存量资金盘活不到位。部分整改。一是收回35个部门资金；二是其余2个部门承诺年底前交回。
二、部门预算执行审计查出问题的整改情况
（一）“三公”经费管理不规范的问题。已完成整改。
（二）城投公司违规出借资金，存在损失风险的问题。未整改。公司已提起诉讼，目前尚未收回。
"""
    found = tasks(text)
    assert column(found, "status") == ["已完成整改", "部分整改", "已完成整改", "未整改"]
    assert found[1]["problem"] == "存量资金盘活不到位。"
    assert [len(task["measures"]) for task in found] == [1, 2, 0, 1]


def test_a_second_sentence_of_the_problem_that_tells_of_lateness_is_no_status():
    text = """
青川市整改措施清单

1.污水厂建设缓慢。进度滞后。管网未同步建设。
责任单位：市住建局
整改措施：加快建设。
2.采砂屡禁不止。整改不到位。
责任单位：市水利局
整改措施：联合执法。
"""
    found = tasks(text)
    assert column(found, "status") == [None, None]
    assert found[0]["problem"] == "污水厂建设缓慢。进度滞后。管网未同步建设。"


def test_a_status_in_a_box_before_the_answer_is_the_whole_status():
    text = """
青川县整改完成情况

1.统筹谋划不够。
整改完成情况：【已完成整改，长期坚持】（1）召开会议13次。（2）出台制度1项。
2.履职不到位。
整改完成情况：【基本完成整改】3家糖厂中，2家完成改造。
"""
    found = tasks(text)
    assert column(found, "status") == ["已完成整改，长期坚持", "基本完成整改"]
    assert column(found, "status_code") == ["completed_ongoing", "basically_completed"]
    assert [len(task["measures"]) for task in found] == [2, 1]


@pytest.mark.parametrize("wording", ["未销号", "尚未销号", "暂未验收销号"])
def test_what_is_not_closed_is_not_said_to_be_done(wording: str):
    assert code_of(wording) is StatusCode.NOT_COMPLETED


@pytest.mark.parametrize("wording", ["待销号", "已完成整改，未销号", "正在申请验收"])
def test_what_waits_for_its_closing_is_done(wording: str):
    assert code_of(wording) is StatusCode.COMPLETED


def test_a_column_of_statuses_goes_before_the_first_words_of_the_story_beside_it():
    rows = [
        "序号\t反馈问题\t进展情况\t完成情况",
        "1\t飞灰填埋未按规范作业。\t完成整改，已通过验收。\t已完成",
        "2\t铝灰渣大量积存。\t项目主体完工。\t达到序时进度",
    ]
    found = tasks("青川市整改台账\n" + "\n".join(rows))
    assert column(found, "status") == ["已完成", "达到序时进度"]


def test_sentences_behind_a_unit_are_the_answer_and_no_units():
    text = """
青川市人民政府关于审议意见办理情况的报告

一、关于“改善空气质量”的意见
办理结果：正在落实。
牵头单位：市生态环境局　配合单位：市公安局
（一）抓好工业治理。完成8家企业改造。
（二）强化移动源管控。淘汰货车1107辆。
二、关于“加大财政投入”的意见
办理结果：已落实。
牵头单位：市财政局
今年以来，市本级安排专项资金2.85亿元，发行专项债券3只。
特此报告。
青川市人民政府
2023年9月15日
（联系人及电话：李××，0999-1234567）
"""
    found = tasks(text)
    assert column(found, "problem") == ["改善空气质量", "加大财政投入"]
    assert [units(task, "lead") for task in found] == [["市生态环境局"], ["市财政局"]]
    assert [len(task["measures"]) for task in found] == [2, 1]


def test_names_below_the_label_of_units_are_units_each_on_its_line():
    text = """
青川市整改任务清单

1.污水直排河道。
整改措施：新建管网。
责任单位：
市住房和城乡建设局
桃川区人民政府
2.扬尘扰民。
整改措施：加强巡查。
责任单位：
市城市管理局
"""
    assert [units(task) for task in tasks(text)] == [
        ["市住房和城乡建设局", "桃川区人民政府"],
        ["市城市管理局"],
    ]


def test_one_paragraph_on_what_comes_next_at_the_end_belongs_to_no_task():
    text = """
青川市自然资源局关于审计发现问题整改情况的公告

问题一：闲置土地处置不到位。
整改情况：已整改到位。处置闲置土地1466亩。
问题二：海域使用权到期未续期。
整改情况：已整改到位。注销2宗。
下一步，我局将持续巩固审计整改成果。
青川市自然资源局
2023年12月8日
"""
    found = outline(text)
    assert [len(task.measures) for task in found.tasks] == [1, 1]
    assert any(note.text.startswith("下一步") and note.kind == "closing" for note in found.notes)


def test_what_each_task_says_of_its_next_step_stays_with_it():
    text = """
青川市督察反馈问题整改情况的报告

问题一：闲置土地处置不到位。
整改情况：已整改到位。处置闲置土地1466亩。
下一步，严格批后监管。
问题二：海域使用权到期未续期。
整改情况：已整改到位。注销2宗。
下一步，加强动态巡查。
"""
    assert [len(task["measures"]) for task in tasks(text)] == [2, 2]


def test_a_line_at_the_margin_goes_on_with_the_indented_paragraph_above_it():
    text = """
青川县整改情况的公告

    根据《中华人民共和国审计法》及其实施条例的有关规定，县审计局对预算执行审计
查出问题的整改情况进行了跟踪检查，现将整改的具体情况向社会公告，欢迎社会各界
对整改工作进行监督，监督的方式见本公告的文末部分，公告的期限为自即日起三十日。
    （一）公用经费管理不规范的问题。已完成整改。县林业局、县供销社和县残联共
3家单位已清退违规列支6.72万元，其中1.85万元、0.97万元、1.80万元；
4个部门均修订了制度，并组织了培训，培训人数达到了一百二十人次以上，总体上反
响良好。
    （二）违规转嫁费用的问题。已完成整改。2个部门已将转嫁的费用23.4万元全
部退还下属单位，县纪委监委对3名责任人员进行了诫勉谈话，并且在全县范围内进行
了通报。
    （三）采购程序不合规的问题。已完成整改。有关部门组织采购人员专题培训2期，
对涉及的8个采购项目进行了合同复审，县财政局对2家代理机构分别扣除信用分6分，
并通报。
"""
    found = tasks(text)
    assert [len(task["measures"]) for task in found] == [1, 1, 1]


def test_classes_of_a_column_keep_their_number_apart_from_their_title():
    rows = [
        "问题类别\t序号\t反馈问题\t整改时限",
        "一、思想认识和责任落实\t1\t重视不够。\t2023年底",
        "\t2\t清单未修订。\t2023年3月",
        "二、大气环境问题\t3\t清洁能源替代缓慢。\t2024年底",
        "噪声扰民\t4\t夜间施工扰民。\t2024年底",
    ]
    found = outline("青川市整改台账\n" + "\n".join(rows))
    assert [(each.number, each.title) for each in found.classes] == [
        ("一", "思想认识和责任落实"),
        ("二", "大气环境问题"),
        (None, "噪声扰民"),
    ]
    assert [task.class_number for task in found.tasks] == ["一", "一", "二", "噪声扰民"]


@pytest.mark.parametrize(
    "name",
    ["各县（市、区）委、政府", "各县（市）委、县（市）人民政府", "各县（区）党委、政府", "各区委、区政府"],
)
def test_all_committees_and_governments_together_are_one_name(name: str):
    assert units(tasks(LIST.format(names=f"{name}，市委办公室"))[0]) == [name, "市委办公室"]


def test_a_committee_and_a_government_named_singly_are_two():
    assert units(tasks(LIST.format(names="松溪县委、松溪县人民政府"))[0]) == ["松溪县委", "松溪县人民政府"]


def test_the_day_of_the_closing_is_not_the_day_the_work_is_due():
    assert read_deadline("2024年12月底，2025年6月底前销号")[0] == dt.date(2024, 12, 31)
    assert read_deadline("2025年6月底前完成销号")[0] == dt.date(2025, 6, 30)


@pytest.mark.parametrize(
    ("shown", "printed"),
    [
        ("yyyy/m/d", "2024/6/9"),
        ("mm-dd-yy", "2024/6/9"),
        ("yyyy-mm-dd", "2024-06-09"),
        ('yyyy"年"m"月"d"日"', "2024年6月9日"),
        ('yyyy"年"m"月"', "2024年6月"),
        ("d mmm", "2024-06-09"),
    ],
)
def test_a_day_in_a_sheet_is_printed_as_the_sheet_shows_it(shown: str, printed: str):
    book = openpyxl.Workbook()
    sheet = book.create_sheet("台账", 0)
    sheet.append(["序号", "反馈问题", "整改时限", "整改措施"])
    sheet.append([1, "甲问题。", dt.date(2024, 6, 9), "乙。"])
    sheet["C2"].number_format = shown
    data = io.BytesIO()
    book.save(data)
    found = read_bytes(data.getvalue(), "a.xlsx").outline.tasks[0].deadline
    assert found is not None
    assert found.wording == printed


def test_a_code_that_hides_its_place_behind_a_cross_keeps_the_cross():
    found, _ = find_references("根据《整改方案》（×办发〔2022〕11号）和××环督改办〔2021〕8号要求")
    assert [each.number for each in found] == ["×办发〔2022〕11号", "××环督改办〔2021〕8号"]


def test_a_year_broken_over_two_lines_is_one_year():
    found, _ = find_references("《通知》（禾发改投资〔2\n023〕211号）")
    assert [each.number for each in found] == ["禾发改投资〔2023〕211号"]


def test_a_status_in_brackets_between_label_and_colon_is_the_status():
    text = """
中共青川县城管局党组关于巡察整改情况的通报

1.学习存在以文件传达代替研讨的现象。
整改措施及成效（已完成，长期坚持）：一是修订制度。二是开展研讨。
2.背街小巷改造推进迟缓。
整改措施及成效（正在推进）：组建工作专班，完成改造36条。
"""
    found = tasks(text)
    assert column(found, "status") == ["已完成，长期坚持", "正在推进"]
    assert [len(task["measures"]) for task in found] == [2, 1]


def test_what_follows_a_problem_whose_status_stands_before_it_is_the_answer():
    text = """
青川县督察整改“回头看”情况报告

【已完成】任务2：3家企业污泥露天堆放问题。污泥间全部密闭。
【部分整改】任务6：再生铝企业无组织排放问题。8家企业中，6家完成改造。
"""
    found = tasks(text)
    assert column(found, "problem") == ["3家企业污泥露天堆放问题。", "再生铝企业无组织排放问题。"]
    assert [len(task["measures"]) for task in found] == [1, 1]


def test_points_below_a_label_left_open_are_its_points_and_no_headings():
    text = """
青川市整改措施清单

问题一：散煤治理不彻底。
整改时限：2024年底前
整改措施：
（一）取缔销售点。
（二）建立巡查制度。
问题二：采砂屡禁不止。
整改时限：2024年底前
整改措施：联合执法。
"""
    assert [len(task["measures"]) for task in tasks(text)] == [2, 1]


def test_problems_in_quotation_marks_with_one_short_result_each_are_the_tasks():
    text = """
中共青川县水利局党组关于巡察整改进展情况的通报

一、党组履行主体责任情况
局党组召开会议5次，逐项整改。
二、整改落实情况
（一）聚焦贯彻落实方面
1.针对“学习不深入”问题。
一是制定计划；二是开展研讨。
完成情况：已完成。
2.针对“河长制落实不力”问题。
一是巡河；二是清四乱。
完成情况：基本完成。
（二）聚焦群众身边方面
3.针对“饮水保障不力”问题。
（1）排查；（2）整治。
完成情况：已完成。
三、下一步打算
（一）强化责任。
（二）巩固成果。
"""
    found = tasks(text)
    assert column(found, "problem") == ["学习不深入", "河长制落实不力", "饮水保障不力"]
    assert column(found, "status") == ["已完成", "基本完成", "已完成"]
    assert column(found, "class") == ["（一）", "（一）", "（二）"]


def test_a_measure_that_begins_with_a_year_is_a_measure():
    text = """
青川县整改完成情况

1.学习不深入。
整改情况：已完成。一是修订制度。二是2022年7月以来开展学习6次。三是12家单位建立档案。
2.采砂屡禁不止。
整改情况：已完成。联合执法。
"""
    assert [len(task["measures"]) for task in tasks(text)] == [3, 1]


def test_a_share_at_the_head_of_a_wrapped_line_is_no_number_of_a_point():
    text = """
青川县整改完成情况

1.公租房空置率高。
整改情况：正在整改。已调剂安置环卫工人、公交司机等群体286套，空置率降至
11.7%，剩余252套正在维修。
2.采砂屡禁不止。
整改情况：已完成。联合执法。
"""
    assert [len(task["measures"]) for task in tasks(text)] == [1, 1]
