"""The intake pages: wrong files are refused in words, right ones are shown whole at a fixed cost."""

import io
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook

from sansan.config import config
from sansan.people.roles import Role
from sansan.rectification.actions.intake import read_source
from sansan.rectification.models import Proposal, SourceDocument
from tests.client import PageClient
from tests.people.factories import person_with
from tests.rectification.factories import RoundFactory, SourceDocumentFactory, TaskFactory

pytestmark = pytest.mark.django_db
REPORT = (Path(__file__).parent / "reports" / "county.txt").read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def _ground(tmp_path, settings):
    settings.DATA_DIR = tmp_path
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}


@pytest.fixture
def client():
    client = PageClient()
    client.force_login(person_with(Role.CITY_OFFICE))
    return client


@pytest.fixture
def round_():
    return RoundFactory()


def send(client, round_, content, name):
    return client.post(
        f"/rectification/rounds/{round_.pk}/intake/",
        {"upload": SimpleUploadedFile(name, content)},
        follow=True,
    )


def read_page(client, round_, content, name):
    """Upload, let the worker read, and open the page."""
    send(client, round_, content, name)
    source = SourceDocument.objects.latest("pk")
    read_source(source_id=source.pk)
    return client.get(f"/rectification/intake/{source.pk}/").content.decode()


def zipped(**parts):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return made.getvalue()


def workbook():
    book = Workbook()
    sheet = book.active
    sheet.append(["整改任务清单"])
    sheet.merge_cells("A1:E1")
    sheet.append(["序号", "问题", "整改时限", "责任单位", "完成情况"])
    sheet.append([1, "确山县工地扬尘管控不到位", "2024年6月底前", "市住建局", "正在整改"])
    sheet.append([2, "泌阳县停车场未硬化", "2024年6月底前", "市交通运输局", "已完成"])
    sheet.merge_cells("C3:C4")
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def test_a_file_of_50_megabytes_is_refused_at_once_and_nothing_is_kept(client, round_):
    answer = send(client, round_, b"\xe5" * (50 * 1024 * 1024), "大.txt")
    assert answer.status_code == 422
    assert f"超过 {config().upload_max_bytes // 1024 // 1024} MB" in answer.content.decode()
    assert not SourceDocument.objects.exists()


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (zipped(word__document="x" * 300_000_000), "炸弹.docx", "不予读取"),
        (zipped(**{"word__vbaProject.bin": "x", "word__document.xml": "<a/>"}), "宏.docm", "宏程序"),
        (b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>", "坏.pdf", "损坏"),
        (b"MZ\x90\x00" + bytes(200), "程序.docx", "内容却是"),
        (b" \r\n \r\n", "空白.txt", "没有文字"),
    ],
)
def test_a_wrong_file_leaves_its_reason_in_chinese_and_no_proposal(client, round_, content, name, said):
    page = read_page(client, round_, content, name)
    assert said in page
    assert "台账没有任何变化" in page
    assert not Proposal.objects.exists()


def test_an_empty_file_is_refused_in_the_form(client, round_):
    assert send(client, round_, b"", "空.txt").status_code == 422


def test_chinese_in_the_old_encoding_reads_like_any_other(client, round_):
    assert "确山县城区12个工地" in read_page(client, round_, REPORT.encode("gb18030"), "报告.txt")


def test_a_workbook_with_merged_cells_is_taken_in_like_a_report(client, round_):
    page = read_page(client, round_, workbook(), "清单.xlsx")
    assert page.count("2024年6月底前") >= 2
    assert [p.data["units"][0]["name"] for p in Proposal.objects.all()] == ["市住建局", "市交通运输局"]


def test_the_page_costs_the_same_for_few_and_many_proposals(client, round_):
    def review(tasks):
        source = SourceDocumentFactory.create(
            round=round_,
            state="read",
            text="甲" * tasks,
            reading={
                "declared": {"classes": None, "tasks": None},
                "classes": [],
                "tasks": [],
                "findings": [],
            },
        )
        Proposal.objects.bulk_create(
            Proposal(source=source, order=n, data={"key": str(n), "problem": "甲", "number": str(n)})
            for n in range(1, tasks + 1)
        )
        return f"/rectification/intake/{source.pk}/"

    costs = []
    for tasks, shown in ((5, 5), (500, 50)):
        url = review(tasks)
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(url).content.decode()
        costs.append(len(queries))
        assert page.count('id="proposal-') == shown
    assert costs[0] == costs[1] <= 20
    assert "下一页" in page


def test_a_report_no_longer_open_says_where_it_is(client, round_):
    page = read_page(client, round_, REPORT.encode(), "报告.txt")
    assert "确认入账" in page
    source = SourceDocument.objects.latest("pk")
    assert client.post(f"/rectification/intake/{source.pk}/cancel", follow=True).status_code == 200
    assert "已取消" in client.get(f"/rectification/intake/{source.pk}/").content.decode()
    assert client.post(f"/rectification/intake/{source.pk}/confirm", follow=True).status_code == 200
    assert not round_.tasks.exists()


def test_two_people_confirming_enter_the_tasks_once(client, round_):
    read_page(client, round_, REPORT.encode(), "报告.txt")
    source = SourceDocument.objects.latest("pk")
    client.post(f"/rectification/intake/{source.pk}/confirm", follow=True)
    again = client.post(f"/rectification/intake/{source.pk}/confirm", follow=True)
    assert "不能入账" in again.content.decode()
    assert round_.tasks.count() == 3


def test_correcting_one_costs_the_same_however_many_tasks_the_round_has(client, round_):
    read_page(client, round_, REPORT.encode(), "报告.txt")
    proposal = Proposal.objects.first()
    url = f"/rectification/intake/{proposal.source_id}/proposals/{proposal.pk}/"
    costs = []
    for more in (2, 200):
        TaskFactory.create_batch(more, round=round_)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        costs.append(len(queries))
    assert costs[1] <= costs[0]
