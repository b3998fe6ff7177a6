"""What each number of a sentence counts, as an official would write it in a table."""

from __future__ import annotations

from pathlib import Path

import pytest

from sansan.documents.reading import read_file
from tests.documents.audit.reports import report

NOUNS = [
    ("排查“散乱污”企业76家，其中已完成整治取缔50家，26家正在按程序处置。", "“散乱污”企业 整治取缔 正在按程序处置"),
    ("问题工地31个，整改9个，下发整改通知限期整改15个、立案处罚5起。", "问题工地 整改 下发整改通知限期整改 立案处罚"),
    ("而2021年PM2.5年均浓度为46微克/立方米。", "PM2.5年均浓度"),
    ("共检查行业近40个，企业1200家。", "行业 企业"),
    ("共督导检查18轮次，常态化抽查920家，发现问题112家，下发整改通知112份。", "督导检查 常态化抽查 问题 整改通知"),
    ("商砼站38个、砖瓦窑20个、其它7个。", "商砼站 砖瓦窑 其它"),
    ("拆除1家（青阳县白石建材）。", "拆除"),
    ("2022年我市符合安装条件的企业共14家。", "符合安装条件的企业"),
    ("开业门店现场验收并检测合格率达98%。", "合格率"),
    ("落实“4个办法”，建立台账26本。", "台账"),
    ("工作专班抽调人员24人，行政拘留5人，查扣油品12吨。", "人员 行政拘留 油品"),
    ("排查厂矿、院落、企业210处。", "厂矿、院落、企业"),
    ("共分解整改任务4类26项。", "整改任务 整改任务"),
    ("执法支队人员编制由30名增加到40名，增加10名。", "执法支队人员编制 执法支队人员编制 执法支队人员编制增加"),
    ("全县燃煤消耗86万吨，较去年同期减少9万吨，降幅9.5%。", "燃煤消耗 燃煤消耗较去年同期减少 燃煤消耗降幅"),
    ("污水治理率由2020年的28%提高到2023年8月的41.6%。", "污水治理率 污水治理率"),
    ("青岭建材有限公司等6家未落实重污染天气管控要求，3家企业停产。", "未落实重污染天气管控要求 企业"),
    ("洁净煤中心11家，其中5家已全面关停；其余3家分别位于青阳县、白石县。", "洁净煤中心 全面关停 洁净煤中心"),
    ("移交线索46条，移交公安2起，办结41条。", "线索 移交公安 办结"),
    ("购置洗扫车4台、雾炮车3台，共7台。", "洗扫车 雾炮车 合计"),
    ("信访件5件，其中来电3件、来信2件；涉及青阳县3件、白石县2件。", "信访件 来电 来信 信访件 信访件"),
    ("对2家医院立案查处，共处罚款3.5万元，其中一家1.5万元、一家2万元。", "医院 罚款 医院 罚款 医院 罚款"),
    ("转运频次由每周2次调整为每日1次。", "转运频次 转运频次"),
    ("已完成修复面积640亩，占总修复面积的52%，投入资金900万元。", "修复面积 总修复面积 资金"),
    ("落实约5亿元治理工程项目，投运后年运货量可达550万吨。", "治理工程项目 投运后年运货量"),
    ("并申请政府专项债券7500万元用于生态修复。", "政府专项债券"),
    ("水泥砂浆灌注销毁储油罐65个，安装设备工地166个，已与平台调试联网144个。", "储油罐 设备工地 调试联网"),
    ("垃圾堆放点11处，其中10万立方米以上2处。", "垃圾堆放点 体积 10万立方米以上"),
    ("对3家未安装净化设施的单位下达整改通知。", "未安装净化设施的单位"),
    ("对违法违规行为7起进行查处，对7起违法违规行为立案。", "违法违规行为 违法违规行为"),
]


@pytest.mark.parametrize(("sentence", "expected"), NOUNS)
def test_each_number_is_named_as_in_a_table(sentence: str, expected: str) -> None:
    assert [f.noun for f in report([sentence]).figures] == expected.split()


@pytest.mark.parametrize(
    ("sentence", "scopes"),
    [
        ("青阳县、白石县、望山区3个县区42家单位已安装。", ["青阳县、白石县、望山区"] * 2),
        ("全市整改任务8项，高于全省平均水平2项。", ["全市", "全市"]),
        ("全市工地45个（中心城区23个、九县22个）。", ["全市", "中心城区", "九县"]),
        ("全县信访件5件；青阳镇3件、白石镇2件。已办结4件。", ["全县", "青阳镇", "白石镇", "全县"]),
    ],
)
def test_a_number_is_of_the_place_its_own_clause_names(sentence: str, scopes: list[str]) -> None:
    assert [f.scope for f in report([sentence]).figures] == scopes


def test_the_stage_of_a_work_is_no_count() -> None:
    assert not report(["新阳高速二期矿山恢复工程正在施工。"]).figures


@pytest.mark.shared
def test_no_number_of_the_reference_documents_is_without_a_noun(shared: Path) -> None:
    for path in sorted((shared / "documents").glob("*.txt")):
        assert not [f for f in read_file(path).figures if not f.noun], path.name
