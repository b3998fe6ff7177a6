"""Import of bodies, persons and posts: from the page, from the command, tried first, safe to repeat."""

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from sansan.cli import main
from sansan.errors import NotAllowed
from sansan.people import imports, sheets
from sansan.people.actions import import_organisations
from sansan.people.models import Organisation, Person, Post
from sansan.people.roles import Role
from sansan.places.models import Area
from sansan.trail.models import Event
from sansan.trail.record import SYSTEM, Actor
from tests.client import PageClient
from tests.people.factories import OrganisationFactory, PersonFactory, person_with

pytestmark = pytest.mark.django_db
BODIES = (
    "机构编码,机构名称,类别,所辖区域,上级机构,设立日期\nbureau-parks,市园林局,市直部门,4117,,2019年3月1日\n"
)
PERSONS = "用户名,姓名,手机\nli.si,李四,13812345678\nwang,王五,\n"
POSTS = "用户名,机构,角色,区域,任职日期\nli.si,市攻坚办,市攻坚办,驻马店市,2026-01-01\n"


@pytest.fixture(autouse=True)
def city() -> None:
    Area.objects.create(code="4117", name="驻马店市", kind="市", level=2, source="test")
    for code in ("411721", "411722"):
        Area.objects.create(
            code=f"{code}001", name="城关镇", kind="镇", level=4, parent_code=code, source="test"
        )
    OrganisationFactory.create(
        code="city-office", name="市攻坚办公室", short_name="市攻坚办", area_code="4117"
    )


def tables(*texts: str) -> list[sheets.Sheet]:
    return [sheet for text in texts for sheet in sheets.read(text.encode(), "表.csv")]


def run(*texts: str, by: Actor = SYSTEM, dry_run: bool = False, skip_bad: bool = False) -> Any:
    return imports.run(by=by, tables=tables(*texts), dry_run=dry_run, skip_bad=skip_bad)


def test_a_whole_office_is_imported_with_its_posts() -> None:
    outcome = run(BODIES, PERSONS, POSTS)
    assert outcome.saved
    assert (
        outcome.summary()
        == "机构 新建 1、更新 0、不变 0；人员 新建 2、更新 0、不变 0；任职 新建 1、更新 0、不变 0；有错 0 行"
    )
    assert Post.objects.get(person__username="li.si").role == Role.CITY_OFFICE
    assert str(Organisation.objects.get(code="bureau-parks").valid_from) == "2019-03-01"
    username, _, password = outcome.first_passwords[0]
    person = Person.objects.get(username=username)
    assert person.check_password(password)
    assert person.must_change_password


def test_the_same_file_twice_changes_nothing_the_second_time() -> None:
    run(BODIES, PERSONS, POSTS)
    events = Event.objects.count()
    again = run(BODIES, PERSONS, POSTS)
    assert (sum(again.same.values()), again.created, again.changed) == (4, {}, {})
    assert Event.objects.count() == events


def test_changed_rows_update_what_is_there() -> None:
    run(BODIES, PERSONS)
    outcome = run(BODIES.replace("市园林局", "市园林绿化局"), PERSONS.replace("王五", "王伍"))
    assert (outcome.changed["机构"], outcome.changed["人员"]) == (1, 1)
    assert Person.objects.get(username="wang").name == "王伍"


def test_a_trial_run_reports_and_keeps_nothing() -> None:
    outcome = run(PERSONS, dry_run=True)
    assert (outcome.created["人员"], outcome.saved, outcome.first_passwords) == (2, False, [])
    assert not Person.objects.exists()
    assert not Event.objects.exists()


def test_one_bad_row_keeps_the_whole_file_out_and_is_named() -> None:
    outcome = run(PERSONS + "zhao,赵六,12345\n")
    assert not outcome.saved
    assert [str(error).partition("：")[0] for error in outcome.errors] == ["表.csv 第 4 行"]
    assert not Person.objects.exists()


def test_or_only_the_bad_row_if_one_wishes() -> None:
    outcome = run(PERSONS + "zhao,赵六,12345\n", skip_bad=True)
    assert outcome.saved
    assert set(Person.objects.values_list("username", flat=True)) == {"li.si", "wang"}


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("li.si,市攻坚办,局长,,2026-01-01", "角色“局长”不存在"),
        ("nobody,市攻坚办,市攻坚办,,2026-01-01", "先导入人员"),
        ("li.si,没有的局,市攻坚办,,2026-01-01", "机构“没有的局”不存在"),
        ("li.si,市攻坚办,市攻坚办,没有的县,2026-01-01", "区域“没有的县”不在"),
        ("li.si,市攻坚办,市攻坚办,城关镇,2026-01-01", "不止一个"),
        ("li.si,市攻坚办,市攻坚办,,今天", "任职日期“今天”不是日期"),
        ("li.si,市攻坚办,市攻坚办,,", "任职日期没有填写"),
    ],
)
def test_each_error_says_what_is_wrong_and_what_to_do(row: str, message: str) -> None:
    PersonFactory.create(username="li.si")
    outcome = run("用户名,机构,角色,区域,任职日期\n" + row + "\n")
    assert message in outcome.errors[0].message
    assert outcome.errors[0].row == 2


def test_a_system_administrator_imports_people_but_no_posts() -> None:
    system = person_with(Role.SYSTEM_ADMIN)
    assert run(PERSONS, by=system).saved
    with pytest.raises(NotAllowed, match="管理任职"):
        run(POSTS, by=system)
    assert not Post.objects.filter(person__username="li.si").exists()


class TestThePage:
    def upload(self, client: PageClient, text: str = PERSONS, **more: Any) -> Any:
        file = SimpleUploadedFile("人员.csv", text.encode())
        return client.post(reverse("people:import"), {"file": file, **more})

    def test_shows_what_would_happen_and_writes_only_when_confirmed(self, client: PageClient) -> None:
        client.force_login(person_with(Role.SYSTEM_ADMIN))
        preview = self.upload(client)
        assert "新建 2" in preview.content.decode()
        assert not Person.objects.filter(username="li.si").exists()
        done = client.post(reverse("people:import"), {"confirmed": preview.context["held"]})
        assert Person.objects.filter(username="li.si").exists()
        assert done.context["outcome"].first_passwords[0][2] in done.content.decode()
        assert "no-store" in done.headers["Cache-Control"]

    def test_offers_nothing_to_confirm_when_a_row_is_wrong(self, client: PageClient) -> None:
        client.force_login(person_with(Role.SYSTEM_ADMIN))
        page = self.upload(client, PERSONS + "x,短,1\n")
        assert "confirmed" not in page.content.decode()
        assert "第 4 行" in page.content.decode()

    def test_offers_the_good_rows_when_asked_to_skip(self, client: PageClient) -> None:
        client.force_login(person_with(Role.SYSTEM_ADMIN))
        page = self.upload(client, PERSONS + "x,短,1\n", skip_bad="on")
        client.post(reverse("people:import"), {"confirmed": page.context["held"]})
        assert Person.objects.filter(username="wang").exists()

    def test_does_not_take_rows_back_from_someone_else_or_altered(self, client: PageClient) -> None:
        client.force_login(person_with(Role.SYSTEM_ADMIN))
        held = self.upload(client).context["held"]
        assert client.post(reverse("people:import"), {"confirmed": held + "x"}).status_code == 400
        client.force_login(person_with(Role.SYSTEM_ADMIN))
        assert client.post(reverse("people:import"), {"confirmed": held}).status_code == 403
        assert not Person.objects.filter(username="li.si").exists()

    def test_says_beside_the_field_what_is_wrong_with_the_file(self, client: PageClient) -> None:
        client.force_login(person_with(Role.SYSTEM_ADMIN))
        page = self.upload(client, "甲,乙\n1,2\n")
        assert "列名无法识别" in str(page.context["form"].errors["file"])


class TestTheCommand:
    @pytest.fixture
    def file(self, tmp_path: Path) -> Path:
        path = tmp_path / "人员.csv"
        path.write_text(PERSONS, encoding="utf-8")
        return path

    def test_imports_and_prints_first_passwords_on_standard_output_only(self, file: Path) -> None:
        result = CliRunner().invoke(main, ["people", "import", str(file)])
        assert result.exit_code == 0
        username, name, password = result.stdout.splitlines()[0].split("\t")
        assert (username, name) == ("li.si", "李四")
        assert Person.objects.get(username="li.si").check_password(password)
        assert "已写入" in result.stderr

    def test_tries_first(self, file: Path) -> None:
        result = CliRunner().invoke(main, ["people", "import", str(file), "--dry-run"])
        assert result.exit_code == 0
        assert "试运行" in result.stderr
        assert not Person.objects.exists()

    def test_fails_with_the_row_when_one_is_wrong(self, file: Path) -> None:
        file.write_text(PERSONS + "x,短,1\n", encoding="utf-8")
        result = CliRunner().invoke(main, ["people", "import", str(file)])
        assert result.exit_code == 1
        assert "第 4 行" in result.stderr
        assert not Person.objects.exists()

    def test_makes_one_administrator_of_each_kind(self) -> None:
        for kind in ("system", "security", "audit"):
            result = CliRunner().invoke(
                main, ["people", "create-admin", f"{kind}1", "管理员", "--kind", kind]
            )
            assert result.exit_code == 0, result.output
            username, password = result.stdout.strip().split("\t")
            person = Person.objects.get(username=username)
            assert person.check_password(password)
            assert person.posts.get().role == f"{kind}_admin"

    def test_tries_an_administrator_and_a_reset_first(self) -> None:
        tried = CliRunner().invoke(main, ["people", "create-admin", "admin", "管理员", "--dry-run"])
        assert (tried.exit_code, Person.objects.count()) == (0, 0)
        person = person_with(Role.SYSTEM_ADMIN, username="admin")
        CliRunner().invoke(main, ["people", "reset-password", "admin", "--dry-run"])
        assert person.password == Person.objects.get(pk=person.pk).password

    def test_says_what_is_missing_before_an_administrator_can_be_made(self) -> None:
        result = CliRunner().invoke(
            main, ["people", "create-admin", "admin", "管理员", "--organisation", "none"]
        )
        assert result.exit_code == 1
        assert "import-organisations" in result.stderr
        assert not Person.objects.exists()

    def test_resets_an_administrators_password(self) -> None:
        person = person_with(Role.SYSTEM_ADMIN, username="admin")
        result = CliRunner().invoke(main, ["people", "reset-password", "admin"])
        person.refresh_from_db()
        assert person.check_password(result.stdout.strip().split("\t")[1])

    def test_imports_the_sample_citys_bodies_once(self) -> None:
        first = CliRunner().invoke(main, ["people", "import-organisations"])
        assert first.exit_code == 0
        again = CliRunner().invoke(main, ["people", "import-organisations"])
        assert "已写入 0 个机构" in again.output


class TestTheSampleCity:
    def test_has_the_office_its_eight_sisters_and_every_county(self) -> None:
        Organisation.objects.all().delete()
        import_organisations(by=SYSTEM)
        kinds = list(Organisation.objects.values_list("kind", flat=True))
        assert kinds.count("city_office") == 1
        assert kinds.count("sister_office") == 8
        assert kinds.count("county_office") == 13
        governments = Organisation.objects.filter(kind="government").exclude(code="gov-4117")
        assert governments.count() == 13
        townships = Organisation.objects.filter(kind="township").values_list("area_code", flat=True)
        counties = {f"4117{n}" for n in ("02", *range(21, 30))}
        assert {code[:6] for code in townships} >= counties
        assert not Organisation.objects.filter(source="").exists()
