"""Numbers of tasks that stand apart from their words, or name a whole and its parts."""

from __future__ import annotations

from tests.documents.reader.helpers import column, outline, read, tasks

PARTS = """
青川市警示片披露问题整改清单
本清单共列问题2个，细化整改任务3项。

问题1：园区环境基础设施滞后，污水厂超负荷运行。
任务1-1：污水厂超负荷运行。
责任单位：园区管委会；整改时限：2021年3月底前
整改进展：已完成整改。新建应急处理装置。
任务1-2：雨污分流不彻底。
责任单位：园区管委会；整改时限：2021年12月底前
整改进展：达到序时进度。改造管网6.8公里。
问题２：码头污染防治设施缺失。
任务２－１：14座码头未建设雨污水收集设施。
责任单位：市交通运输局；整改时限：2021年6月底前
整改进展：尚未启动。正在编制方案。
"""


def test_problems_are_the_parents_of_the_tasks_that_take_up_their_number():
    found = tasks(PARTS)
    keys = {task["key"]: task["number"] for task in found}
    assert column(found, "number") == ["1", "1-1", "1-2", "2", "2-1"]
    assert [keys.get(task["parent"]) for task in found] == [None, "1", "1", None, "2"]
    assert column(found, "status") == [None, "已完成整改", "达到序时进度", None, "尚未启动"]
    assert found[0]["problem"] == "园区环境基础设施滞后，污水厂超负荷运行。"


def test_a_count_of_the_parts_is_no_contradiction_to_the_wholes_beside_them():
    assert not [finding for finding in read(PARTS).findings if finding.rule == "declared_counts"]


def test_a_line_that_only_names_the_task_in_its_list_gives_its_number():
    text = """
关于青川县督察反馈问题整改任务验收销号的公示

现将2项整改任务公示如下。

中央督察反馈第12号整改任务
整改问题：渗滤液积存。
整改时限：2021年12月底前
整改完成情况：（1）更换膜组件。（2）处理积存渗滤液。
省级督察反馈第27号整改任务
整改问题：砂石堆场占用岸线。
整改时限：2021年底前
整改完成情况：堆场全部取缔。

公示时间：2022年1月10日至1月21日
"""
    found = outline(text)
    assert [task.number for task in found.tasks] == ["12", "27"]
    assert [task.problem.value for task in found.tasks] == ["渗滤液积存。", "砂石堆场占用岸线。"]
    assert not found.unknown


def test_a_title_that_names_one_task_of_a_list_stays_a_title():
    text = """
青川县省督察反馈第12号问题整改情况
一、反馈问题
渗滤液积存。
二、整改目标
清零。
三、整改完成情况
已完成。更换膜组件。
"""
    found = outline(text)
    assert found.title == "青川县省督察反馈第12号问题整改情况"
    assert [task.number for task in found.tasks] == ["12"]


def test_a_serial_number_alone_above_the_fields_is_the_number_of_the_task():
    text = """
青川市整改任务（序号五、序号二十三）销号公示

（序号五）
一、反馈问题
污水直排河道。
二、整改目标
消除直排。
三、整改落实情况
1.新建管网13公里。
2.封堵排污口46个。

（序号二十三）
一、反馈问题
景区内违规建设。
二、整改目标
恢复植被。
三、整改落实情况
19栋建筑全部拆除。
"""
    found = tasks(text)
    assert column(found, "number") == ["五", "二十三"]
    assert column(found, "problem") == ["污水直排河道。", "景区内违规建设。"]
    assert [len(task["measures"]) for task in found] == [2, 1]


def test_sections_of_a_column_are_listed_under_their_class() -> None:
    """The section's title would otherwise be lost: the task names it by its number."""
    found = outline(
        "类别\t小类\t序号\t反馈问题\t完成情况\n"
        "一、工地扬尘\t（一）覆盖\t1\t裸土没有覆盖。\t已完成\n"
        "一、工地扬尘\t（二）冲洗\t2\t没有冲洗设施。\t已完成"
    )
    (klass,) = found.classes
    assert (klass.number, klass.title) == ("一", "工地扬尘")
    assert [(s.number, s.title) for s in klass.sections] == [("（一）", "覆盖"), ("（二）", "冲洗")]
    assert [t.section_number for t in found.tasks] == ["（一）", "（二）"]
