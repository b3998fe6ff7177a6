"""Small documents of the other kinds of the family, and the noise any of them may carry."""

from __future__ import annotations

from tests.documents.reader.coverage import uncovered
from tests.documents.reader.helpers import column, outline, read, tasks, units


def test_a_party_inspection_report_has_its_status_in_the_last_line_of_each_task():
    text = """
中共清河县林业局党组关于巡察整改进展情况的通报

根据县委统一部署，2022年3月至5月，县委巡察组对县林业局党组进行了巡察。现将整改情况予以公布。

一、聚焦贯彻落实党的路线方针政策方面
（一）关于“学用结合不够”的问题
1.召开学习会4次。
2.制定调研计划1份。
已完成整改，长期坚持。
（二）关于“造林任务完成质量不高”的问题
1.补植补造320亩。
2.约谈造林企业2家。
阶段性完成。
二、聚焦群众身边腐败问题方面
（一）关于“项目资金拨付不及时”的问题
拨付资金85万元，涉及农户126户。
已完成。
2022年10月12日
"""
    found = tasks(text)
    assert column(found, "number") == ["一", "二", "一"]
    assert column(found, "class") == ["一", "一", "二"]
    assert column(found, "status") == ["已完成整改，长期坚持", "阶段性完成", "已完成"]
    assert column(found, "status_code") == ["completed_ongoing", "partial", "completed"]
    assert [len(task["measures"]) for task in found] == [2, 2, 1]
    assert found[2]["measures"] == ["拨付资金85万元，涉及农户126户。"]


def test_tasks_called_items_articles_serials_and_numbers():
    for opening, number in (
        ("第2项", "2"),
        ("第4条　", "4"),
        ("（序号五）", "五"),
        ("12号问题：", "12"),
        ("任务3 ", "3"),
        ("问题一：", "一"),
        ("整改任务二：", "二"),
    ):
        second = {"2": "3", "4": "5", "五": "六", "12": "13", "3": "4", "一": "二", "二": "三"}[number]
        text = f"""
东岭县整改完成情况
{opening}{"、" if opening == "第2项" else ""}料场未密闭，扬尘污染严重。
整改情况：已完成。建成料棚2座。
{opening.replace(number, second)}{"、" if opening == "第2项" else ""}道路未硬化。
整改情况：正在推进。
"""
        found = tasks(text)
        assert column(found, "number") == [number, second], opening
        assert column(found, "problem") == ["料场未密闭，扬尘污染严重。", "道路未硬化。"], opening
        assert column(found, "status") == ["已完成", "正在推进"], opening


def test_a_task_list_as_a_markdown_table_with_lead_and_support_units():
    text = """
| 序号 | 整改任务 | 整改措施 | 整改时限 | 牵头单位 | 配合单位 | 整改状态 |
|---|---|---|---|---|---|---|
| 1 | 秸秆禁烧管控不力 | 1.落实网格责任；2.夜间巡查 | 长期坚持 | 市农业农村局 | 各县区人民政府 | 已完成，长期坚持 |
| 2 | 重型货车绕行方案未落地 | 制定绕行方案 | 2023年8月底前 | 市公安局 | 市交通局、市城管局 | 未完成 |
"""
    found = tasks(text)
    assert column(found, "number") == ["1", "2"]
    assert column(found, "measures") == [["落实网格责任；", "夜间巡查"], ["制定绕行方案"]]
    assert column(found, "status_code") == ["completed_ongoing", "not_completed"]
    assert units(found[1], "support") == ["市交通局", "市城管局"]
    assert column(found, "standing") == [True, False]


def test_a_task_list_parted_by_tabs_with_class_rows():
    rows = [
        "序号 反馈问题 整改目标 责任单位 完成情况",
        "一、大气污染防治",
        "1 料堆未覆盖 全部覆盖 市住建局 已完成。覆盖12处。",
    ]
    rows.append("2 油烟直排 达标排放 市城管局 正在推进")
    text = "云岭市整改任务清单\n\n" + "\n".join(rows).replace(" ", "\t")
    found = tasks(text)
    assert column(found, "number") == ["1", "2"]
    assert column(found, "status") == ["已完成", "正在推进"]
    assert found[0]["measures"] == ["覆盖12处。"]


def test_a_public_notice_before_closing_keeps_notice_time_and_telephone():
    text = """
关于青石县督察整改任务拟销号的公示

按照整改验收销号办法，现将1项整改任务完成情况予以公示。

一、整改任务
砂石码头未落实抑尘措施。
二、整改目标
码头扬尘达标。
三、整改措施
1.建设封闭料仓。
2.安装喷淋设施。
四、整改完成情况
已完成整改。建成料仓1座，安装喷淋设施6套。
五、公示时间
2023年4月10日至4月18日
监督电话：0999-1234567
青石县生态环境局
2023年4月10日
"""
    document = outline(text)
    assert document.kind == "销号公示"
    assert len(document.tasks) == 1
    task = document.tasks[0]
    assert task.problem.value == "砂石码头未落实抑尘措施。"
    assert task.status.value == "已完成整改"
    assert [measure.value for measure in task.measures] == ["建设封闭料仓。", "安装喷淋设施。"]
    notices = " ".join(notice.value for notice in (*task.notices, *document.notices))
    assert "2023年4月10日至4月18日" in notices
    assert "0999-1234567" in notices


def test_complaints_and_their_handling():
    text = """
松江市边督边改情况公开（第三批）
1.受理编号：X3SJ202209010003
行政区域：城南区
污染类型：噪声
交办问题基本情况：某建材厂夜间作业噪声扰民。
调查核实情况：经查，反映情况属实。
是否属实：属实
处理和整改情况：（1）责令停止夜间作业。（2）罚款1.2万元。
办结状态：已办结
责任追究情况：无
2.受理编号：D3SJ202209010007
行政区域：城北区
污染类型：大气
交办问题基本情况：饭店油烟扰民。
调查核实情况：净化器未清洗。
是否属实：部分属实
处理和整改情况：责令清洗，计划2022年9月底前完成。
办结状态：未办结
责任追究情况：约谈1人
"""
    found = tasks(text)
    assert column(found, "problem") == ["某建材厂夜间作业噪声扰民。", "饭店油烟扰民。"]
    assert column(found, "status") == ["已办结", "未办结"]
    assert column(found, "status_code") == ["completed", "not_completed"]
    assert column(found, "deadline") == [None, "2022年9月底前"]
    assert found[0]["extra"]["受理编号"] == "X3SJ202209010003"
    assert [len(task["measures"]) for task in found] == [2, 1]


def test_an_audit_report_tells_units_problem_by_problem_without_numbers():
    text = """
云岭市审计局关于专项资金审计查出问题整改情况的报告
审计共发现问题2个，已整改1个。
审计发现问题：专项资金闲置320万元。
整改结果：已整改。已收回财政。
责任单位：市财政局
审计发现问题：项目建设进度滞后。
整改结果：部分整改。已完工3个，剩余2个正在施工。
责任单位：市住建局
"""
    found = tasks(text)
    assert column(found, "number") == [None, None]
    assert column(found, "status") == ["已整改", "部分整改"]
    assert column(found, "measures") == [["已收回财政。"], ["已完工3个，剩余2个正在施工。"]]
    assert outline(text).declared.tasks.value == 2


def test_breaks_inside_sentences_statuses_and_document_numbers_are_healed_and_reported():
    text = """
云岭市督察反馈意见
整改完成情况

1.部分工地未落实扬尘防治要求，开挖土方大面
积露天堆放。（已完
成，长期坚持）
整改情况：（1）印发《云岭市扬尘整治方案》（云环攻坚办〔2021〕
12号），开展整治。（2）排查工地56个，
整改问题31个。
— 2 —
2.散煤销售点取缔不彻底。（按照时序
进度推进）
整改情况：取缔9处。
"""
    document = outline(text)
    assert document.title == "云岭市督察反馈意见整改完成情况"
    assert [task.status.value for task in document.tasks] == ["已完成，长期坚持", "按照时序进度推进"]
    assert document.tasks[0].problem.value == "部分工地未落实扬尘防治要求，开挖土方大面积露天堆放。"
    assert [measure.value for measure in document.tasks[0].measures] == [
        "印发《云岭市扬尘整治方案》（云环攻坚办〔2021〕12号），开展整治。",
        "排查工地56个，整改问题31个。",
    ]
    kinds = [repair.kind for repair in document.repairs]
    assert kinds.count("line_break") >= 4
    assert "page_number" in kinds


def test_a_page_number_inside_a_sentence_does_not_end_it():
    text = """
云岭市整改完成情况
1.料场未密闭。（已完成）
整改情况：对全市搅拌站开展排查，累计

— 3 —

整改问题18个。
2.道路积尘。（已完成）
整改情况：增加保洁频次。
"""
    found = tasks(text)
    assert found[0]["measures"] == ["对全市搅拌站开展排查，累计整改问题18个。"]


def test_full_width_digits_and_mixed_punctuation_read_alike():
    text = """
云岭市整改完成情况
１．城区１２处工地未覆盖．(已完成)
整改情况:⑴覆盖１２处;⑵处罚２起.
２、机动车超标排放；（达到序时进度）
整改情况：①抽检３００辆；②处罚１５辆。
"""
    found = tasks(text)
    assert column(found, "number") == ["1", "2"] or column(found, "number") == ["１", "２"]
    assert column(found, "status") == ["已完成", "达到序时进度"]
    assert [len(task["measures"]) for task in found] == [2, 2]
    assert found[0]["problem"].startswith("城区１２处工地")


def test_a_status_in_square_brackets_before_the_problem():
    text = """
云岭市整改进展情况
1.【已完成】料棚未密闭。
整改情况：建成料棚。
【未完成】2.路面未硬化。
整改情况：正在施工。
3.【超过序时进度】锅炉未改造。
整改情况：改造8台。
"""
    found = tasks(text)
    assert column(found, "number") == ["1", "2", "3"]
    assert column(found, "status") == ["已完成", "未完成", "超过序时进度"]
    assert column(found, "problem") == ["料棚未密闭。", "路面未硬化。", "锅炉未改造。"]


def test_a_task_without_a_number_between_numbered_ones():
    text = """
云岭市整改完成情况
一、扬尘方面
1.工地未围挡，未落实湿法作业要求，扬尘污染较重。（已完成）
整改情况：已围挡。
部分裸露土地未覆盖，堆存时间超过一年，周边群众反映强烈。（正在整改）
整改情况：已覆盖3处。
2.道路未清扫。（已完成）
整改情况：已清扫。
"""
    found = tasks(text)
    assert column(found, "number") == ["1", None, "2"]
    assert column(found, "status") == ["已完成", "正在整改", "已完成"]


def test_measures_with_the_tasks_own_kind_of_number():
    text = """
云岭市整改方案
1.施工扬尘治理不力。
整改目标：达标。
整改措施：
1.排查工地。
2.安装监测设备。
整改时限：2023年6月底前
2.餐饮油烟治理不力。
整改目标：达标。
整改措施：
1.安装净化器。
2.定期清洗。
3.公示结果。
整改时限：2023年9月底前
3.机动车治理不力。
整改目标：达标。
整改措施：
1.路检路查。
整改时限：2023年12月底前
"""
    found = tasks(text)
    assert column(found, "number") == ["1", "2", "3"]
    assert [len(task["measures"]) for task in found] == [2, 3, 1]
    assert column(found, "deadline_date") == ["2023-06-30", "2023-09-30", "2023-12-31"]


def test_unclear_dates_are_placeholders_and_not_dates():
    text = """
云岭镇审计问题整改情况的报告
问题描述：账目未公开。
整改情况：正在整改，预计X月XX日完成。
问题描述：合同不规范。
整改情况：已整改。
2023年X月XX日
"""
    document = outline(text)
    assert document.tasks[0].deadline.date is None
    assert [unknown.text for unknown in document.unknown] == ["X月XX日", "2023年X月XX日"]


def test_aspects_with_articles_and_status_under_its_own_label():
    text = """
东河市人民政府关于扬尘污染防治审议意见研究处理情况的报告
市人大常委会：
审议意见共2个方面3条。
第一方面：责任落实
第1条 部门协同不够。
办理结果：已落实
落实措施：建立联席会议制度，召开会议4次。
第2条 考核力度不够。
办理结果：正在落实
落实措施：修订考核办法。
第二方面：能力建设
第3条 监测能力不足。
办理结果：拟落实
落实措施：列入2024年预算。
"""
    found = tasks(text)
    assert column(found, "class") == ["第一方面", "第一方面", "第二方面"]
    assert column(found, "number") == ["1", "2", "3"]
    assert column(found, "status_code") == ["completed", "in_progress", "not_started"]


def test_points_of_a_problem_with_their_own_answers_are_sub_tasks():
    text = """
云岭市整改完成情况
1.三家企业无组织排放严重。
（1）甲水泥厂料堆未覆盖。（已完成）
整改情况：建成料棚。
（2）乙砖厂未密闭。（正在整改）
整改情况：正在建设。
2.道路积尘。（已完成）
整改情况：增加频次。
"""
    found = tasks(text)
    assert column(found, "number") == ["1", "1", "2", "2"]
    assert column(found, "parent") == [None, found[0]["key"], found[0]["key"], None]
    assert column(found, "status") == [None, "已完成", "正在整改", "已完成"]


def test_a_list_of_sub_problems_before_the_answer_belongs_to_the_problem():
    text = """
云岭市整改完成情况
1.工地管理粗放：（1）未围挡；（2）未覆盖；（3）未冲洗。（已完成）
整改情况：（1）围挡到位。（2）覆盖到位。（3）冲洗到位。
2.料场管理粗放。（已完成）
整改情况：已密闭。
"""
    found = tasks(text)
    assert found[0]["problem"] == "工地管理粗放：（1）未围挡；（2）未覆盖；（3）未冲洗。"
    assert [len(task["measures"]) for task in found] == [3, 1]


def test_a_narrative_report_without_tasks_keeps_every_line():
    text = """
云岭市大气污染防治工作情况的报告

一、工作开展情况
今年以来，全市优良天数280天。
二、存在问题
个别县区扬尘较重。
三、下一步打算
继续加强监管。
"""
    document = outline(text)
    assert document.tasks == ()
    assert {note.text for note in document.notes} >= {"今年以来，全市优良天数280天。", "继续加强监管。"}


def test_declared_counts_and_tally_of_statuses():
    text = """
云岭市整改完成情况
反馈意见共细化为两大类十二项整改任务，截至2023年6月底，已完成9项，达到序时进度2项，未完成1项。
1.甲。（已完成）
整改情况：已办。
"""
    declared = read(text).outline.declared
    assert (declared.classes.value, declared.tasks.value) == (2, 12)
    assert {count.noun: count.value for count in declared.statuses} == {
        "已完成": 9,
        "达到序时进度": 2,
        "未完成": 1,
    }


def test_a_decimal_at_the_start_of_a_paragraph_opens_no_task():
    text = """
云岭市整改完成情况
1.污水管网破损，雨污混流问题突出。（已完成）
整改情况：管网改造全部完工。
12.5公里管网建成投用。
2.4座泵站老化。（正在整改）
整改情况：改造2座。
"""
    found = tasks(text)
    assert column(found, "number") == ["1", "2"]
    assert found[0]["measures"] == ["管网改造全部完工。", "12.5公里管网建成投用。"]
    assert found[1]["problem"] == "4座泵站老化。"


def test_a_bracket_broken_after_a_short_line_is_healed():
    text = """
云岭市整改完成情况
1.道路积尘。（已完
成）
整改情况：增加保洁。
2.料场未密闭。（达到
序时进度）
整改情况：正在建设。
"""
    assert column(tasks(text), "status") == ["已完成", "达到序时进度"]


def test_words_before_a_parallel_list_are_kept_as_notes():
    text = """
云岭镇整改方案
一、反馈问题
共反馈以下问题：
（一）账目不清。
（二）台账不全。
二、整改措施
（一）清理账目。
（二）补齐台账。
"""
    reading = read(text)
    assert [task.problem.value for task in reading.outline.tasks] == ["账目不清。", "台账不全。"]
    assert uncovered(reading) == ""
