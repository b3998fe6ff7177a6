"""Task tables in pdf files: ruled, merged, broken by pages, turned on their side."""

import io
from collections.abc import Sequence

import pytest
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

from sansan.documents.formats.pdf_page import Cell, Grid
from sansan.documents.formats.pdf_tables import Block, connected
from sansan.documents.model import Reading, StatusCode
from sansan.documents.reading import read_bytes

pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
STYLE = ParagraphStyle("text", fontName="STSong-Light", fontSize=10, leading=14, wordWrap="CJK")
HEAD = ("类别", "序号", "反馈问题", "整改措施", "责任单位", "整改时限", "完成情况")
WIDTHS = (60, 40, 180, 220, 70, 70, 80)
PROBLEM = "平川县{}处施工工地未落实扬尘防治要求，出入口没有冲洗设施，裸土没有覆盖，群众反映强烈。"
MEASURES = (
    "组织县区开展排查，共排查工地52处，其中整改到位42处，其余10处按时序推进，逐处明确责任人；",
    "建立台账，每月调度一次。",
    "对拒不整改的依法查处。",
)


def row(number: int, klass: str = "", measures: Sequence[str] = MEASURES) -> list[str]:
    return [
        klass,
        str(number),
        PROBLEM.format(number + 2),
        "<br/>".join(f"（{i}）{text}" for i, text in enumerate(measures, 1)),
        "市住建局<br/>市交通局",
        "2024年6月底前",
        "已完成" if number % 2 else "达到序时进度",
    ]


def ruled(rows: Sequence[Sequence[str]], merged: Sequence[tuple[int, int]] = ()) -> Table:
    table = Table(
        [[Paragraph(cell, STYLE) for cell in cells] for cells in (HEAD, *rows)],
        colWidths=WIDTHS,
        repeatRows=1,
        splitInRow=1,
    )
    spans = [("SPAN", (0, first), (0, last)) for first, last in merged]
    table.setStyle([("GRID", (0, 0), (-1, -1), 0.5, "black"), ("VALIGN", (0, 0), (-1, -1), "TOP"), *spans])
    return table


def pdf(rows: Sequence[Sequence[str]], *, foot: bool = True, merged: Sequence[tuple[int, int]] = ()) -> bytes:
    """A landscape list with a heading repeated on every page; `merged` are first and last rows of a class cell."""
    table = ruled(rows, merged)

    def page_number(canvas, document) -> None:
        canvas.setFont("STSong-Light", 9)
        canvas.drawCentredString(420, 20, f"— {document.page} —" if foot else "")

    out = io.BytesIO()
    title = Paragraph("云岭市督察反馈意见整改任务清单", STYLE)
    closing = Paragraph("联系人：王某，监督电话：0396-0000000。", STYLE)
    SimpleDocTemplate(out, pagesize=landscape(A4)).build(
        [title, table, closing], onFirstPage=page_number, onLaterPages=page_number
    )
    return out.getvalue()


def read(data: bytes) -> Reading:
    return read_bytes(data, "清单.pdf")


def test_every_row_of_a_ruled_list_is_a_task_with_its_fields() -> None:
    tasks = read(pdf([row(1), row(2)])).outline.tasks
    assert [t.number for t in tasks] == ["1", "2"]
    assert tasks[0].problem.value == PROBLEM.format(3)
    assert [m.value for m in tasks[0].measures] == list(MEASURES)
    assert [u.name for u in tasks[0].units] == ["市住建局", "市交通局"]
    assert tasks[1].status_code is StatusCode.ON_SCHEDULE
    assert tasks[1].deadline is not None
    assert str(tasks[1].deadline.date) == "2024-06-30"


def test_a_list_over_many_pages_is_one_list_and_its_repeated_heading_no_task() -> None:
    outline = read(pdf([row(number) for number in range(1, 25)])).outline
    assert [t.number for t in outline.tasks] == [str(number) for number in range(1, 25)]
    assert {t.problem.value for t in outline.tasks} == {PROBLEM.format(n + 2) for n in range(1, 25)}
    assert not outline.unknown


@pytest.mark.parametrize("rows_before", range(1, 5))
def test_a_row_broken_by_a_page_is_one_task_with_whole_sentences(rows_before: int) -> None:
    """However far down the page the long row begins, some of its lines go over to the next."""
    long = [f"第{i}条：" + "对照台账逐一核实整改情况，" * 4 + "落实长效管理。" for i in range(1, 9)]
    rows = [row(number) for number in range(1, rows_before + 1)]
    tasks = read(pdf([*rows, row(rows_before + 1, measures=long), row(rows_before + 2)])).outline.tasks
    assert [t.number for t in tasks] == [str(n) for n in range(1, rows_before + 3)]
    assert [m.value for m in tasks[rows_before].measures] == long


def test_a_class_cell_merged_over_its_rows_is_the_class_of_each() -> None:
    rows = [row(1, "一、扬尘治理不到位"), row(2), row(3, "二、散煤治理不彻底"), row(4)]
    outline = read(pdf(rows, merged=[(1, 2), (3, 4)])).outline
    assert len(outline.classes) == 2
    assert [t.class_number for t in outline.tasks][::2] == [t.class_number for t in outline.tasks][1::2]


TURNS = {90: ((595, 0), 90), 180: ((842, 595), 180), 270: ((0, 842), -90)}


@pytest.mark.parametrize("turn", TURNS)
def test_a_page_stored_on_its_side_reads_as_it_is_shown(turn: int) -> None:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4 if turn != 180 else landscape(A4))
    canvas.setPageRotation(turn)
    (x, y), angle = TURNS[turn]
    canvas.translate(x, y)
    canvas.rotate(angle)
    table = ruled([row(1), row(2), row(3)])
    table.wrapOn(canvas, 800, 500)
    table.drawOn(canvas, 50, 100)
    canvas.save()
    tasks = read(out.getvalue()).outline.tasks
    assert [t.problem.value for t in tasks] == [PROBLEM.format(n) for n in (3, 4, 5)]
    assert [len(t.measures) for t in tasks] == [3, 3, 3]


def test_what_stands_under_the_list_is_kept() -> None:
    reading = read(pdf([row(1), row(2)]))
    assert "监督电话：0396-0000000" in reading.source.text
    assert reading.source.text.index("监督电话") > reading.source.text.index(PROBLEM.format(4)[:8])


def test_a_frame_around_a_paragraph_is_no_table() -> None:
    framed = Table([[Paragraph("一、工地扬尘问题突出，群众反映强烈。", STYLE)]], colWidths=[400])
    framed.setStyle([("BOX", (0, 0), (-1, -1), 0.5, "black")])
    out = io.BytesIO()
    SimpleDocTemplate(out, pagesize=A4).build([Paragraph("云岭市整改情况", STYLE), framed])
    assert not read(out.getvalue()).source.tables


def test_a_heading_repeated_further_down_a_list_is_no_task() -> None:
    lines = ["序号\t反馈问题\t完成情况", "1\t工地扬尘。\t已完成"] * 3
    assert [t.problem.value for t in read_bytes("\n".join(lines).encode(), "a.tsv").outline.tasks] == [
        "工地扬尘。"
    ] * 3


EDGES = (0.0, 10.0, 20.0)
TITLE: list[Cell] = ["序号", "反馈问题"]


def joined(first: list[list[Cell]], *between: Block, more: list[list[Cell]]) -> list[Block]:
    return list(connected([Grid([TITLE, *first], EDGES), *between, Grid(more, EDGES)]))


def test_cells_merged_on_a_later_page_point_at_their_new_rows() -> None:
    (table, *_) = joined(
        [["1", "甲"], ["2", "乙"]], 0, more=[TITLE, ["", "丙"], ["3", "丁"], ["4", (2, 1)], ["5", (1, 1)]]
    )
    assert isinstance(table, Grid)
    assert table.rows[1:] == [["1", "甲"], ["2", "乙丙"], ["3", "丁"], ["4", (3, 1)], ["5", (2, 1)]]


def test_two_lists_on_one_page_stay_two() -> None:
    assert len([b for b in joined([["1", "甲"]], "二、其他", more=[["1", "乙"]]) if isinstance(b, Grid)]) == 2


def test_a_paragraph_between_two_lists_keeps_them_apart() -> None:
    paragraph = (
        "以上各项由市攻坚办负责解释，各县区应于每月五日前报送进展情况，逾期不报的予以通报，并纳入年度考核。"
    )
    blocks = joined([["1", "甲"]], 0, paragraph, more=[["2", "乙"]])
    assert [isinstance(block, Grid) for block in blocks] == [True, False, False, True]


def test_the_foot_of_a_page_comes_after_the_list_it_stood_in() -> None:
    blocks = joined([["1", "甲"]], "— 1 —", 0, "\f", more=[["2", "乙"]])
    assert blocks[1:] == ["— 1 —", 0, "\f"]
    assert isinstance(blocks[0], Grid)
    assert len(blocks[0].rows) == 3
