"""四个清单: one table of problems, and tables of measures, units and days with the same numbers."""

from __future__ import annotations

from tests.documents.reader.helpers import column, outline, tasks, units

FOUR = """
附件1
青川县安全生产巡查反馈问题整改“四个清单”
（本清单共2类3项）
清单一　问题清单
类别\t序号\t反馈问题
一、安全生产领域\t1\t责任制落实不到位。
\t2\t监测监控系统未联网。
二、燃气安全领域\t3\t燃气立管腐蚀严重。

清单二　任务清单
类别\t序号\t整改任务（措施）
一、安全生产领域\t1\t1.修订责任制；2.开展考核
\t2\t完成数据接入
二、燃气安全领域\t3\t分两批改造

清单三　责任清单
类别\t序号\t牵头单位\t配合单位
一、安全生产领域\t1\t县应急管理局\t各乡镇人民政府
\t2\t县应急管理局\t县工业和信息化局
二、燃气安全领域\t3\t县住建局\t县城投集团

清单四　时限清单
类别\t序号\t整改时限
一、安全生产领域\t1\t2023年5月底前
\t2\t2023年6月底前
二、燃气安全领域\t3\t立行立改
"""


def test_four_lists_of_the_same_numbers_give_each_task_once_with_all_its_fields():
    found = tasks(FOUR)
    assert column(found, "number") == ["1", "2", "3"]
    assert column(found, "problem") == ["责任制落实不到位。", "监测监控系统未联网。", "燃气立管腐蚀严重。"]
    assert [len(task["measures"]) for task in found] == [2, 1, 1]
    assert [units(task, "lead") for task in found] == [["县应急管理局"], ["县应急管理局"], ["县住建局"]]
    assert column(found, "deadline") == ["2023年5月底前", "2023年6月底前", "立行立改"]
    assert column(found, "class") == ["一", "一", "二"]


def test_the_names_of_the_lists_are_no_part_of_the_title():
    found = outline(FOUR)
    assert found.title == "青川县安全生产巡查反馈问题整改“四个清单”"
    assert (found.declared.classes.value, found.declared.tasks.value) == (2, 3)


def test_tables_that_count_anew_under_the_same_columns_hold_tasks_of_their_own():
    text = """
青川县整治清单

一、关停类
序号\t存在问题\t整改时限
1\t加工点无证。\t2023年5月底前
2\t洗砂场占用河滩。\t2023年6月底前

二、提升类
以下企业限期提升。
序号\t存在问题\t整改时限
1\t物料露天堆放。\t2023年8月底前
2\t粉尘收集不全。\t2023年9月底前
"""
    assert len(tasks(text)) == 4


def test_a_table_of_units_with_other_numbers_adds_nothing():
    other = FOUR.replace("\t3\t县住建局", "\t4\t县住建局")
    assert [units(task, "lead") for task in tasks(other)] == [[], [], []]
