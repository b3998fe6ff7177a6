"""Plans whose list of tasks stands in an annex, behind chapters of prose."""

from __future__ import annotations

from tests.documents.reader.helpers import column, outline, tasks, units

CHAPTERS = """
青川发〔2024〕3号

青川市贯彻落实省生态环境保护督察反馈意见
整  改  方  案

为抓好督察反馈意见整改，制定本方案。

一、总体要求
坚持问题导向，不折不扣抓好整改落实。

二、工作目标
（一）问题整改到位。对督察反馈我市的3项整改任务，2024年底前完成2项，其余按时序推进。
（二）环境质量改善。到2025年，优良天数比例达到85%以上。

三、组织保障
（一）加强领导。成立领导小组，由市长任组长。
（二）严格督导。建立月调度制度。
"""
LIST = """
一、散煤治理不彻底。禁燃区内仍有散煤销售点12处。
责任单位：市市场监管局（牵头），各县（区）人民政府
整改时限：2024年底前
整改目标：销售点清零。
整改措施：
1.取缔销售点12处。
2.建立巡查制度。

二、河道采砂屡禁不止。
责任单位：市水利局
整改时限：立行立改，长期坚持
整改目标：采砂秩序规范。
整改措施：开展联合执法。

三、污水管网不完善。
责任单位：市住建局
整改时限：2025年6月底前
整改目标：管网全覆盖。
整改措施：（1）新建管网12公里；（2）改造管网5公里。
"""


def test_a_plan_in_chapters_gives_the_tasks_of_its_annex_and_none_of_its_chapters():
    found = tasks(CHAPTERS + "\n附件\n\n青川市督察反馈意见整改措施清单\n" + LIST)
    assert column(found, "number") == ["一", "二", "三"]
    assert column(found, "deadline") == ["2024年底前", "立行立改，长期坚持", "2025年6月底前"]
    assert [len(task["measures"]) for task in found] == [2, 1, 2]
    assert units(found[0], "lead") == ["市市场监管局"]
    assert column(found, "class") == [None] * 3


def test_the_annex_may_open_by_its_number_and_title_on_one_line():
    found = tasks(CHAPTERS + "\n附件1：青川市督察反馈意见整改措施清单\n" + LIST)
    assert column(found, "number") == ["一", "二", "三"]


def test_the_list_may_open_by_its_title_alone():
    found = tasks(CHAPTERS + "\n青川市督察反馈意见整改措施清单\n" + LIST)
    assert column(found, "number") == ["一", "二", "三"]


def test_naming_the_annex_at_the_foot_of_the_plan_opens_no_annex():
    foot = "\n附件：青川市督察反馈意见整改措施清单\n\n青川市人民政府\n2024年3月1日\n"
    found = outline(CHAPTERS + foot + "\n附件\n\n青川市督察反馈意见整改措施清单\n" + LIST)
    assert [task.number for task in found.tasks] == ["一", "二", "三"]
    assert not found.unknown


def test_the_chapters_say_how_many_tasks_the_annex_should_hold():
    found = outline(CHAPTERS + "\n附件\n\n青川市督察反馈意见整改措施清单\n" + LIST)
    assert found.declared.tasks.value == 3


def test_the_tasks_of_two_annexes_stand_one_behind_the_other():
    second = (
        LIST.replace("一、散煤", "一、秸秆").replace("二、河道", "二、湖面").replace("三、污水", "三、雨水")
    )
    found = tasks(
        CHAPTERS + f"\n附件1\n\n中央督察反馈问题整改清单\n{LIST}\n附件2\n\n省级督察反馈问题整改清单\n{second}"
    )
    assert [task["problem"][:2] for task in found] == ["散煤", "河道", "污水", "秸秆", "湖面", "雨水"]


def test_classes_of_the_annex_are_kept():
    listed = LIST.replace("\n一、散煤", "\n（一）散煤").replace("\n二、河道", "\n（二）河道")
    listed = listed.replace("\n三、污水", "\n二、水环境方面\n（一）污水")
    found = tasks(CHAPTERS + "\n附件\n\n青川市督察反馈意见整改措施清单\n\n一、大气环境方面\n" + listed)
    assert column(found, "class") == ["一", "一", "二"]
    assert column(found, "number") == ["一", "二", "一"]


def test_a_report_with_tasks_of_its_own_is_read_whole_though_it_names_an_annex():
    text = """
青川市督察反馈问题整改情况报告

1.散煤治理不彻底。（已完成）
整改情况：取缔销售点12处。
2.河道采砂屡禁不止。（正在推进）
整改情况：开展联合执法5次。

附件：整改佐证材料清单
青川市人民政府
"""
    assert column(tasks(text), "status") == ["已完成", "正在推进"]
