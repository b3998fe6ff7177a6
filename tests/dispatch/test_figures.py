"""Numbers handed in with the month: doubts are answered in words, computed ones are shown, each names its report."""

import datetime as dt
import io
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import load_workbook

from sansan.dispatch.actions.handing_in import hand_in
from sansan.errors import Invalid
from sansan.rectification.models import FigureValue, ProgressReport, TaskFigure
from tests.client import PageClient
from tests.dispatch.scene import JUNE, TODAY, Scene
from tests.rectification.factories import TaskFigureFactory

pytestmark = pytest.mark.django_db


def send(city: Scene) -> None:
    hand_in(by=city.officer, month=JUNE, organisation_id=city.queshan.pk)


def typed(city: Scene, number: str, **given: Any) -> None:
    row = city.rows()[0]
    city.fill(row, figures={next(i.key for i in row.indicators if i.name == "完成整治"): number}, **given)


def test_a_cumulative_number_that_falls_is_asked_about_and_the_written_answer_is_kept(city: Scene) -> None:
    TaskFigure.objects.update(kind="cumulative")
    city.open()
    typed(city, "25")
    with pytest.raises(Invalid) as refused:
        send(city)
    (said,) = refused.value.data["rows"].values()
    assert said.startswith("第 1 行：数据请核对，没有错的请在“数据说明”写明：")
    assert "是累计数" in said
    assert not ProgressReport.objects.exists()
    typed(city, "25", answer="核减重复登记的6家。")
    send(city)
    value = FigureValue.objects.get(as_of=TODAY)
    assert (value.value, value.answer) == (Decimal(25), "核减重复登记的6家。")
    assert value.asked
    assert value.report == ProgressReport.objects.get()


def test_the_text_of_the_row_is_no_answer(city: Scene) -> None:
    city.open()
    typed(city, "4000", text="本月完成整治4000家。")
    with pytest.raises(Invalid) as refused:
        send(city)
    assert "相差十倍以上" in str(refused.value.data["rows"])


def test_a_plain_number_needs_no_answer_and_keeps_none(city: Scene) -> None:
    city.open()
    typed(city, "40余", answer="无")
    send(city)
    value = FigureValue.objects.get(as_of=TODAY)
    assert (value.bound, value.asked, value.answer) == ("at_least", [], "")


def test_a_second_unit_does_not_overwrite_the_first_ones_number_without_a_word(city: Scene) -> None:
    city.open()
    typed(city, "40")
    send(city)
    from sansan.dispatch.checks import Filled
    from sansan.dispatch.drafts import save_draft
    from sansan.dispatch.queries import unit_rows

    (row,) = unit_rows(city.neighbour, JUNE, city.pingyu.pk)
    filled = Filled(text="平舆完成35家。", claim="on_time", figures={row.indicators[0].key: "35"})
    draft = save_draft(by=city.neighbour, entry_id=row.entry.pk, filled=filled, version=0)
    with pytest.raises(Invalid) as refused:
        hand_in(by=city.neighbour, month=JUNE, organisation_id=city.pingyu.pk)
    assert "确山县攻坚办已填报“完成整治”" in str(refused.value.data["rows"])
    answered = Filled(**{**{n: getattr(filled, n) for n in filled.__slots__}, "answer": "与确山县核对过。"})
    save_draft(by=city.neighbour, entry_id=row.entry.pk, filled=answered, version=draft.version)
    hand_in(by=city.neighbour, month=JUNE, organisation_id=city.pingyu.pk)
    value = FigureValue.objects.in_force().get(as_of=TODAY)
    assert value.value == Decimal(35)
    assert "与确山县核对过。" in value.reason


def bound(city: Scene) -> TaskFigure:
    return TaskFigureFactory.create(
        task=city.tasks[0], name="在办任务", unit="项", value=Decimal(2), as_of=TODAY, binding="round_tasks"
    )


def test_what_the_system_computes_is_shown_with_its_rows_and_takes_no_typing(
    city: Scene, client: PageClient
) -> None:
    figure = bound(city)
    TaskFigure.objects.filter(name="完成整治").update(target=Decimal(100), target_on=dt.date(2026, 12, 31))
    city.open()
    client.force_login(city.officer)
    page = client.get(f"/dispatch/report/2026-06/{city.queshan.pk}/").content.decode()
    assert f'href="/rectification/figures/{figure.pk}/rows"' in page
    assert "系统取数，看明细" in page
    assert page.count('name="figure-') == 1
    assert "目标 100 家（2026-12-31前），完成 31.0%，未达到目标" in page
    row = city.rows()[0]
    city.fill(row, figures={i.key: "50" for i in row.indicators})
    send(city)
    assert figure.values.count() == 1


def test_the_workbook_carries_targets_computed_numbers_and_the_answer(
    city: Scene, client: PageClient
) -> None:
    bound(city)
    TaskFigure.objects.filter(name="完成整治").update(kind="cumulative", target=Decimal(100))
    city.open()
    client.force_login(city.officer)
    address = f"/dispatch/report/2026-06/{city.queshan.pk}/"
    book = load_workbook(io.BytesIO(client.get(f"{address}sheet").content))
    rows, numbers = book["月报"], book["数据"]
    assert numbers["G2"].value == "目标 100 家，完成 31.0%，未达到目标"
    assert numbers["J3"].value == "系统取数，不用填"
    rows["F2"], rows["G2"], numbers["J2"] = "完成围挡。", "按序时进度", 20

    def preview() -> str:
        out = io.BytesIO()
        book.save(out)
        out.seek(0)
        out.name = "月报.xlsx"
        return client.post(f"{address}upload", {"file": out}).content.decode()

    assert "提交前请核对或在“数据说明”写明" in preview()
    rows["L2"] = "核减11家。"
    answered = preview()
    assert "1 行可以存下" in answered
    assert "数据说明：核减11家。" in answered
    assert "提交前请核对" not in answered
    numbers["J3"] = 9
    assert "“在办任务”由系统取数，不用填" in preview()
