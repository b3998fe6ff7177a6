"""One small invented document for each layout of the family. Places, firms and numbers are made up."""

from __future__ import annotations

from sansan.documents.model import StatusCode
from tests.documents.reader.helpers import column, outline, tasks, units


def test_a_plan_with_labelled_fields_under_each_task_gives_goal_deadline_units_and_measures():
    text = """
云岭市贯彻落实省生态环境保护督察反馈意见整改方案

根据省督察组反馈意见，结合我市实际，制定本方案。反馈意见共梳理出3类4项整改任务。

一、思想认识方面

1.个别县区对扬尘治理认识不足，责任传导不够。
责任单位：各县（区）人民政府
整改目标：责任体系健全，考核奖惩到位。
整改时限：立行立改，长期坚持
整改措施：
（1）将扬尘治理纳入年度考核，每季度通报一次。
（2）开展专题培训2期。

2．松溪县粉磨站长期超标排放。
责任单位：松溪县人民政府；督导单位：市生态环境局
整改目标：达标排放。
整改时限：2024年6月底前
整改措施：（1）完成除尘改造；（2）安装在线监测设备。

二、散煤治理方面
3.2021年以来，禁燃区内仍有散煤销售点12处。
牵头单位：市市场监管局　配合单位：市公安局、市城管局
整改目标：禁燃区内销售点清零。
整改时限：2024年底前，并长期坚持
整改措施：取缔全部销售点，建立巡查制度。
三、机动车方面
4.12家检测机构存在弄虚作假。
责任单位：市生态环境局（牵头）、市市场监管局
责任领导：王某某
整改目标：规范检测行为。
整改时限：2024年9月30日前
整改措施：一是立案查处3家；二是约谈9家。
"""
    found = tasks(text)
    document = outline(text)
    assert document.kind == "整改方案"
    assert (document.declared.classes.value, document.declared.tasks.value) == (3, 4)
    assert column(found, "number") == ["1", "2", "3", "4"]
    assert column(found, "class") == ["一", "一", "二", "三"]
    assert column(found, "status") == [None] * 4
    assert column(found, "deadline") == [
        "立行立改，长期坚持",
        "2024年6月底前",
        "2024年底前，并长期坚持",
        "2024年9月30日前",
    ]
    assert column(found, "deadline_date") == [None, "2024-06-30", "2024-12-31", "2024-09-30"]
    assert column(found, "standing") == [True, False, True, False]
    assert [len(task["measures"]) for task in found] == [2, 2, 1, 2]
    assert found[2]["problem"] == "2021年以来，禁燃区内仍有散煤销售点12处。"
    assert found[3]["problem"] == "12家检测机构存在弄虚作假。"
    assert units(found[0]) == ["各县（区）人民政府"]
    assert (units(found[1]), units(found[1], "supervise")) == (["松溪县人民政府"], ["市生态环境局"])
    assert (units(found[2], "lead"), units(found[2], "support")) == (
        ["市市场监管局"],
        ["市公安局", "市城管局"],
    )
    assert (units(found[3], "lead"), units(found[3]), units(found[3], "leader")) == (
        ["市生态环境局"],
        ["市市场监管局"],
        ["王某某"],
    )
    assert column(found, "goal")[1] == "达标排放。"


def test_field_headings_with_chinese_numbers_under_each_named_problem():
    text = """
青石县环保督察反馈问题整改方案

问题一：
一、反馈问题
县城建成区3处工地未落实湿法作业。
二、整改目标
工地扬尘得到控制。
三、整改时限
2023年10月底前
四、责任单位
县住建局、县城管局
五、整改措施
（一）开展专项检查。
（二）对违规工地停工整改。
问题二：
一、反馈问题
砖厂脱硫设施不正常运行。
二、整改目标
稳定达标。
三、整改时限
长期坚持
四、责任单位
县生态环境分局
五、整改措施
（一）立案处罚。
（二）安装在线监测。
（三）纳入日常巡查。
"""
    found = tasks(text)
    assert column(found, "number") == ["一", "二"]
    assert column(found, "problem") == ["县城建成区3处工地未落实湿法作业。", "砖厂脱硫设施不正常运行。"]
    assert column(found, "goal") == ["工地扬尘得到控制。", "稳定达标。"]
    assert column(found, "deadline_date") == ["2023-10-31", None]
    assert [len(task["measures"]) for task in found] == [2, 3]
    assert units(found[0]) == ["县住建局", "县城管局"]
    assert column(found, "class") == [None, None]


def test_parallel_lists_under_field_headings_are_joined_by_their_number():
    text = """
白沙镇关于县委巡察反馈意见的整改方案

县委巡察组反馈问题3项。

一、反馈问题
（一）理论学习不深入，全年集中学习仅2次。
（二）公务接待手续不全。
（三）村级账目公开不及时。
二、整改目标
（一）学习制度化。
（二）接待规范化。
（三）账目按季公开。
三、整改措施
（一）每月集中学习1次。
（二）修订接待管理办法，补齐手续。
（三）督促5个村公开账目。
四、整改时限
（一）立行立改，长期坚持
（二）2023年5月底前
（三）2023年6月底前
五、责任单位
（一）镇党政办
（二）镇财政所
（三）镇纪委、镇经管站
"""
    found = tasks(text)
    assert column(found, "number") == ["一", "二", "三"]
    assert column(found, "problem") == [
        "理论学习不深入，全年集中学习仅2次。",
        "公务接待手续不全。",
        "村级账目公开不及时。",
    ]
    assert column(found, "goal") == ["学习制度化。", "接待规范化。", "账目按季公开。"]
    assert column(found, "measures") == [
        ["每月集中学习1次。"],
        ["修订接待管理办法，补齐手续。"],
        ["督促5个村公开账目。"],
    ]
    assert column(found, "deadline_date") == [None, "2023-05-31", "2023-06-30"]
    assert [units(task) for task in found] == [["镇党政办"], ["镇财政所"], ["镇纪委", "镇经管站"]]


def test_field_headings_under_each_bracketed_task_are_fields():
    text = """
柳河市大气污染防治整改任务清单

（一）机制砂行业治理不到位
1.整改目标：完成行业整治。
2.整改措施：①全面排查；②分类处置；③建立台账。
3.完成时限：2022年12月底前
4.责任单位：市工信局
（二）餐饮油烟治理不到位
1.整改目标：净化设施安装率100%。
2.整改措施：①逐户检查；②限期安装。
3.完成时限：2022年9月底前
4.责任单位：市城管局
"""
    found = tasks(text)
    assert column(found, "number") == ["一", "二"]
    assert column(found, "problem") == ["机制砂行业治理不到位", "餐饮油烟治理不到位"]
    assert column(found, "goal") == ["完成行业整治。", "净化设施安装率100%。"]
    assert column(found, "measures") == [
        ["全面排查；", "分类处置；", "建立台账。"],
        ["逐户检查；", "限期安装。"],
    ]
    assert column(found, "deadline") == ["2022年12月底前", "2022年9月底前"]


def test_a_progress_list_numbered_in_chinese_has_measures_numbered_in_arabic():
    text = """
松溪县省级督察反馈意见整改进展清单
（截至2022年12月31日）

一、矿山修复进度缓慢，5座矿山未按期复绿。
整改进展：未达到序时进度。
1.5座矿山中，2座完成复绿，3座正在施工。
2.累计投入资金1,200万元。
二、养殖粪污直排。
整改进展：已完成整改，待验收销号。
1.关停直排养殖场4家。
三、河道采砂监管不力。
整改进展：达到序时进度。
1.2022年开展巡查36次。
2.查扣采砂船2艘。
3.约谈1家企业。
"""
    found = tasks(text)
    assert outline(text).as_of.isoformat() == "2022-12-31"
    assert column(found, "number") == ["一", "二", "三"]
    assert column(found, "status") == ["未达到序时进度", "已完成整改，待验收销号", "达到序时进度"]
    assert column(found, "status_code") == ["behind", "completed", "on_schedule"]
    assert [len(task["measures"]) for task in found] == [2, 1, 3]
    assert found[0]["measures"][0] == "5座矿山中，2座完成复绿，3座正在施工。"
    assert found[2]["measures"][0] == "2022年开展巡查36次。"


def test_a_bracket_at_the_end_of_a_problem_may_be_an_aside():
    text = """
云岭市督察反馈意见整改完成情况

一、扬尘治理方面
1.城区8个工地未安装监测设备（含3个续建项目）。（已完成）
整改情况：全部安装到位。
2.开发区道路积尘严重（详见附件3）。
整改情况：已完成。购置洗扫车2台，并对定期通报整改情况作出规定。
3.渣土车冒装撒漏（涉及4家企业）。（达到序时进度，持续推进）
整改情况：（1）处罚12起。（2）每月通报整改情况，约谈2家企业。
"""
    found = tasks(text)
    assert column(found, "status") == ["已完成", "已完成", "达到序时进度，持续推进"]
    assert found[0]["problem"].endswith("（含3个续建项目）。")
    assert found[1]["problem"] == "开发区道路积尘严重（详见附件3）。"
    assert found[2]["measures"] == ["处罚12起。", "每月通报整改情况，约谈2家企业。"]


def test_an_unknown_wording_in_the_place_of_a_status_is_kept_and_marked_unknown():
    text = """
云岭市督察反馈意见整改完成情况
1.甲河水质不达标，部分河段发黑发臭。（已完成）
整改情况：完成清淤3公里。
2.乙厂废气治理设施老化，运行不正常。（已移交相关部门推进）
整改情况：移交办理。
3.丙镇垃圾中转站渗滤液外溢。（已完成，长期坚持）
整改情况：已修复。
"""
    document = outline(text)
    assert [task.status.value for task in document.tasks] == [
        "已完成",
        "已移交相关部门推进",
        "已完成，长期坚持",
    ]
    assert document.tasks[1].status_code is StatusCode.UNKNOWN
    assert [unknown.text for unknown in document.unknown] == ["已移交相关部门推进"]


def test_numbers_restart_in_each_class_and_keys_stay_unique():
    text = """
北湖区整改落实情况
一、大气方面
1.燃煤锅炉淘汰不彻底。（已完成）
整改情况：淘汰5台。
2.油气回收装置闲置。（已完成）
整改情况：恢复运行。
二、水方面
1.污水管网破损。（正在整改）
整改情况：修复2处，剩余3处正在施工。
2.雨污混接。（尚未启动）
整改情况：纳入明年计划。
"""
    found = tasks(text)
    assert column(found, "number") == ["1", "2", "1", "2"]
    assert column(found, "class") == ["一", "一", "二", "二"]
    assert column(found, "status_code") == ["completed", "completed", "in_progress", "not_started"]
    assert len(set(column(found, "key"))) == 4


def test_tasks_with_sub_tasks_know_their_parent():
    text = """
南川县中央督察反馈意见整改任务清单
任务1 部分乡镇对环保工作重视不够。
整改时限：立行立改
整改措施：开展约谈。
任务2 县域水环境问题突出。
任务2-1 城东污水厂超负荷运行。
整改时限：2023年12月31日前
责任单位：县水务局
整改措施：扩建至2万吨/日。
任务2-2 工业园区雨污混流。
整改时限：2024年6月底前
责任单位：园区管委会
整改措施：（1）完成普查。（2）改造管网8公里。
任务3 固废处置能力不足。
整改时限：2025年底前
整改措施：新建处置中心。
"""
    found = tasks(text)
    assert column(found, "number") == ["1", "2", "2-1", "2-2", "3"]
    key = found[1]["key"]
    assert column(found, "parent") == [None, None, key, key, None]
    assert found[1]["status"] is None
    assert column(found, "deadline_date") == [None, None, "2023-12-31", "2024-06-30", "2025-12-31"]


def test_sections_in_brackets_may_be_the_classes_under_a_chapter():
    text = """
河口市关于巡察整改情况的报告

一、整改工作总体情况
市委高度重视，成立领导小组。巡察反馈2类3个问题。
二、整改落实情况
（一）党的建设方面
1.党建责任压得不实。
整改情况：已完成整改。召开专题会2次。
2.发展党员程序不规范。
整改情况：基本完成。补齐材料6份。
（二）工程领域方面
3.项目招标不规范。
整改情况：正在整改。修订制度1项。
三、下一步打算
1.加强领导。
2.巩固成果。
"""
    found = tasks(text)
    document = outline(text)
    assert [task_class.number for task_class in document.classes] == ["（一）", "（二）"]
    assert column(found, "number") == ["1", "2", "3"]
    assert column(found, "class") == ["（一）", "（一）", "（二）"]
    assert column(found, "status") == ["已完成整改", "基本完成", "正在整改"]
    assert column(found, "section") == [None, None, None]
    assert (document.declared.classes.value, document.declared.tasks.value) == (2, 3)
