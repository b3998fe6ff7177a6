"""月调度通报: every number from the frozen month, footnoted, issued once and for all."""

import io
import json
import re
import zipfile

import lxml.etree
import pytest
from django.db import DatabaseError, transaction
from docx import Document

from sansan.config import config
from sansan.dispatch import bulletin as words
from sansan.dispatch import content
from sansan.dispatch.actions.bulletins import (
    draft_bulletin,
    drop_bulletin,
    edit_bulletin,
    issue_bulletin,
    sections_of,
)
from sansan.dispatch.actions.freezing import freeze
from sansan.dispatch.actions.handing_in import hand_in
from sansan.dispatch.models import Bulletin, Period
from sansan.errors import Conflict, Invalid, NotAllowed
from sansan.rectification.models import Task
from tests.client import PageClient
from tests.dispatch.scene import JUNE, Scene

pytestmark = pytest.mark.django_db
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture
def period(city: Scene) -> Period:
    period = city.open()
    one, two, _ = city.rows()
    city.fill(one, percent=60)
    city.fill(two, claim="behind", percent=10, cause="征迁未完成。", next_step="月底前完成。")
    hand_in(by=city.officer, month=JUNE, organisation_id=city.queshan.pk)
    freeze(by=city.office, period_id=period.pk)
    return period


@pytest.fixture
def draft(city: Scene, period: Period) -> Bulletin:
    return draft_bulletin(by=city.office, period_id=period.pk)


def settle(city: Scene, draft: Bulletin) -> None:
    settled = {key: text.replace(words.TO_SETTLE, "") for key, text in draft.sections.items()}
    edit_bulletin(
        by=city.office, bulletin_id=draft.pk, title=draft.title, sections=settled, revision=draft.revision
    )


def issued(city: Scene, draft: Bulletin) -> Bulletin:
    settle(city, draft)
    return issue_bulletin(by=city.leader, bulletin_id=draft.pk)


def test_a_month_that_is_not_frozen_has_no_paper(city: Scene) -> None:
    period = city.open()
    with pytest.raises(Conflict, match="还没有冻结"):
        draft_bulletin(by=city.office, period_id=period.pk)


def test_the_sections_follow_the_template_and_say_where_there_is_no_data(draft: Bulletin) -> None:
    month = content.read(draft.snapshot.content)
    sections = words.rendered(draft.sections, month)
    assert [section.heading[:2] for section in sections] == [f"{n}、" for n in "一二三四五六七八九"]
    for key in ("air", "problems", "enforcement", "weather"):
        (section,) = [s for s in sections if s.key == key]
        (paragraph,) = section.blocks
        assert "没有接入" in paragraph.pieces[0].text
        assert not any(piece.key for piece in paragraph.pieces)


def test_every_number_of_the_paper_is_one_of_the_frozen_month(draft: Bulletin) -> None:
    month = content.read(draft.snapshot.content)
    found = 0
    for section in words.rendered(draft.sections, month):
        for block in section.blocks:
            cells = (
                [block.pieces]
                if isinstance(block, words.Paragraph)
                else [c for row in block.rows for c in row]
            )
            for piece in (piece for cell in cells for piece in cell if piece.key):
                number = month.number(piece.key)
                assert number is not None
                if piece.text.isdecimal():
                    assert int(piece.text) == number.value
                found += 1
    assert found > 20


def test_an_editor_names_numbers_by_their_words_and_cannot_mistype_one(city: Scene, draft: Bulletin) -> None:
    sections = {**draft.sections, "next": "红灯{红灯}项，超期{state.overdue}项。"}
    edit_bulletin(by=city.office, bulletin_id=draft.pk, title="通报", sections=sections, revision=0)
    draft.refresh_from_db()
    month = content.read(draft.snapshot.content)
    (section,) = [s for s in words.rendered(draft.sections, month) if s.key == "next"]
    assert "".join(piece.text for piece in section.blocks[0].pieces) == "红灯1项，超期0项。"
    with pytest.raises(Invalid, match="蓝灯"):
        edit_bulletin(
            by=city.office, bulletin_id=draft.pk, title="通报", sections={"next": "{蓝灯}"}, revision=1
        )


def test_of_two_editors_the_second_is_told(city: Scene, draft: Bulletin) -> None:
    settle(city, draft)
    with pytest.raises(Conflict, match="刚被他人修改"):
        edit_bulletin(by=city.office, bulletin_id=draft.pk, title="x", sections={}, revision=0)


def test_praise_and_blame_are_settled_by_a_person_before_the_leader_signs(
    city: Scene, draft: Bulletin
) -> None:
    assert "平舆县攻坚办未报" in draft.sections["praise"]
    with pytest.raises(Conflict, match="表扬与批评"):
        issue_bulletin(by=city.leader, bulletin_id=draft.pk)
    with pytest.raises(NotAllowed):
        issue_bulletin(by=city.office, bulletin_id=draft.pk)
    assert issued(city, draft).number == "攻坚调〔2026〕1号"


def test_what_is_issued_says_the_same_for_ever(city: Scene, draft: Bulletin) -> None:
    found = issued(city, draft)
    before = sections_of(found, content.read(found.snapshot.content))
    Task.objects.filter(pk=city.tasks[0].pk).update(problem="后来改了")
    for act in (
        lambda: edit_bulletin(by=city.office, bulletin_id=found.pk, title="x", sections={}, revision=1),
        lambda: drop_bulletin(by=city.office, bulletin_id=found.pk, reason="x"),
        lambda: issue_bulletin(by=city.leader, bulletin_id=found.pk),
    ):
        with pytest.raises(Conflict, match="已印发"):
            act()
    for change in ({"title": "改"}, {"state": "draft"}):
        with pytest.raises(DatabaseError, match="never change"), transaction.atomic():
            Bulletin.objects.filter(pk=found.pk).update(**change)
    found.refresh_from_db()
    assert sections_of(found, content.read(found.snapshot.content)) == before
    assert content.digest_of(found.content) == found.digest


def test_a_reissue_is_a_new_version_with_its_own_number_and_a_reason(city: Scene, draft: Bulletin) -> None:
    first = issued(city, draft)
    with pytest.raises(Invalid, match="重新印发"):
        draft_bulletin(by=city.office, period_id=draft.period_id)
    freeze(by=city.office, period_id=draft.period_id, reason="更正一项")
    again = draft_bulletin(by=city.office, period_id=draft.period_id, reason="更正一项")
    assert (again.version, again.snapshot.version) == (2, 2)
    assert issue_bulletin(by=city.leader, bulletin_id=again.pk).number == "攻坚调〔2026〕2号"
    first.refresh_from_db()
    assert first.snapshot.version == 1


def parts(response: object) -> tuple[lxml.etree._Element, lxml.etree._Element, str]:
    archive = zipfile.ZipFile(io.BytesIO(response.content))  # type: ignore[attr-defined]
    return (
        lxml.etree.fromstring(archive.read("word/document.xml")),
        lxml.etree.fromstring(archive.read("word/footnotes.xml")),
        archive.read("word/_rels/footnotes.xml.rels").decode()
        if "word/_rels/footnotes.xml.rels" in archive.namelist()
        else "",
    )


def test_the_docx_has_a_real_footnote_with_the_page_of_the_rows_for_every_number(
    city: Scene, draft: Bulletin, client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(config(), "site_url", "https://sansan.example.gov.cn/")
    found = issued(city, draft)
    client.force_login(city.office)
    response = client.get(f"/dispatch/bulletins/{found.pk}/file")
    document, footnotes, links = parts(response)
    marks = [mark.get(f"{W}id") for mark in document.iter(f"{W}footnoteReference")]
    notes = {note.get(f"{W}id"): "".join(note.itertext()) for note in footnotes.iter(f"{W}footnote")}
    numbers = [
        piece
        for section in json.loads(found.content)["sections"]
        for block in section["blocks"]
        for cell in ([block["pieces"]] if "pieces" in block else [c for row in block["rows"] for c in row])
        for piece in cell
        if piece[1]
    ]
    assert len(marks) == len(numbers) == len(set(marks))
    addresses = [
        re.search(r"https://sansan\.example\.gov\.cn(/\S+)", notes[mark])[1]  # type: ignore[index]
        for mark in marks
    ]
    assert f"/dispatch/snapshots/{found.snapshot_id}/rows?number=total" in addresses
    assert all(found.snapshot.digest[:16] in notes[mark] for mark in marks)
    assert links.count("https://sansan.example.gov.cn/") == len(set(addresses))
    for address in dict.fromkeys(addresses):
        assert client.get(address).status_code == 200, address
    text = "\n".join(p.text for p in Document(io.BytesIO(response.content)).paragraphs)
    assert "攻坚调〔2026〕1号" in text
    assert found.snapshot.digest in text


def test_a_document_without_footnotes_has_no_part_for_them(city: Scene) -> None:
    import datetime as dt

    from sansan.rectification.exports.document import write_docx
    from sansan.rectification.exports.lines import Kind, Line

    data = write_docx([Line(Kind.TEXT, "没有脚注。")], at=dt.datetime(2026, 6, 15))  # noqa: DTZ001 - a file's date
    assert "word/footnotes.xml" not in zipfile.ZipFile(io.BytesIO(data)).namelist()


def test_every_number_of_the_page_is_a_link_and_typed_ones_are_pointed_out(
    city: Scene, draft: Bulletin, client: PageClient
) -> None:
    client.force_login(city.office)
    sections = {**draft.sections, "next": "完成12项。"}
    edit_bulletin(by=city.office, bulletin_id=draft.pk, title=draft.title, sections=sections, revision=0)
    page = client.get(f"/dispatch/bulletins/{draft.pk}/").content.decode()
    assert f'/dispatch/snapshots/{draft.snapshot_id}/rows?number=total">3</a>' in page
    assert "手工填写的数字" in page
    assert "下月工作重点：12" in page


def test_a_county_sees_no_paper_of_the_whole_city(city: Scene, draft: Bulletin, client: PageClient) -> None:
    found = issued(city, draft)
    client.force_login(city.officer)
    assert client.get(f"/dispatch/bulletins/{found.pk}/").status_code == 404
    client.force_login(city.leader)
    assert client.get(f"/dispatch/bulletins/{found.pk}/").status_code == 200
