"""A task on its way through the pages: who may take which step, what a refused form says, what changed meanwhile."""

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from sansan.people.models import Person
from sansan.people.roles import Role
from sansan.rectification.actions import decisions, steps
from sansan.rectification.models import ProgressReport, Round, Task
from sansan.rectification.views.forming import version
from sansan.rectification.workflow import State
from tests.client import PageClient
from tests.people.factories import OrganisationFactory, person_with
from tests.rectification.factories import RoundFactory, TaskFactory
from tests.rectification.two_counties import TwoCounties, picture, two_counties

pytestmark = pytest.mark.django_db
TODAY = str(timezone.localdate())


@pytest.fixture
def scene() -> TwoCounties:
    return two_counties()


class Walker:
    """A person at the task's pages."""

    def __init__(self, client: PageClient, task: Task) -> None:
        self.client, self.task = client, task
        self.base = f"/rectification/tasks/{task.pk}/"

    def be(self, person: Person) -> "Walker":
        self.client.force_login(person)
        return self

    def see(self) -> Any:
        return self.client.get(self.base)

    def buttons(self) -> set[str]:
        """What is offered: the steps, their upkeep not."""
        offers = self.see().context["offers"]
        return {o.label for o in (*([offers.primary] if offers.primary else []), *offers.steps)}

    def open(self, step: str) -> Any:
        return self.client.get(self.base + step)

    def send(self, step: str, **values: Any) -> Any:
        """Fill in the form as it is shown and send it."""
        form = self.open(step).context["form"]
        shown = {name: form[name].initial for name in form.fields if form[name].initial is not None}
        return self.client.post(self.base + step, shown | values, follow=True)

    def state(self) -> str:
        self.task.refresh_from_db()
        return self.task.state


@pytest.fixture
def walker(client: PageClient, scene: TwoCounties) -> Walker:
    return Walker(client, scene.a.task)


def photo(name: str = "整改后.jpg", shade: int = 77) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture(shade), content_type="image/jpeg")


def text_of(response: Any) -> str:
    return str(response.content.decode())


def test_a_task_walks_from_assignment_to_closure_and_back(scene: TwoCounties, client: PageClient) -> None:
    task = TaskFactory.create(round=scene.round, counties=[scene.a.code])
    walker = Walker(client, task)
    walker.be(scene.city_officer)
    assert "已交办" in text_of(walker.send("assign", organisation=scene.a.office.name, note="请按期整改。"))
    assert walker.state() == State.RECTIFYING

    walker.be(scene.a.officer)
    before, after = photo("整改前.jpg", 3), photo()
    done = walker.send("report", text="已清运垃圾 20 吨。", as_of=TODAY, before=[before], after=[after])
    assert "已清运垃圾 20 吨。" in text_of(done)
    assert "整改前.jpg" in text_of(done)
    assert len(done.context["reports"][0].pairs) == 1
    assert "已提交验收" in text_of(walker.send("submit", text="整改完成，请验收。", as_of=TODAY))
    assert walker.state() == State.SUBMITTED

    walker.be(scene.acceptor)
    assert "已退回" in text_of(walker.send("return", reason="缺少监测数据。"))
    assert "缺少监测数据。" in text_of(walker.be(scene.a.officer).see())
    walker.send("submit", text="已补充监测数据。", as_of=TODAY, other=[photo("监测.jpg", 9)])
    walker.be(scene.acceptor).send("accept", reason="现场核查，措施到位。")
    assert walker.state() == State.ACCEPTED

    walker.be(scene.city_officer).send("close", reason="公示无异议。")
    assert walker.state() == State.ACCEPTED, (
        "there are no measures, and the photos say neither place nor time"
    )
    form = walker.open("override").context["form"]
    walker.send("override", **dict.fromkeys(form.fields, "与现场核查记录一致，同意销号。"))
    assert walker.state() == State.CLOSED
    assert [step.state for step in walker.see().context["stages"]] == ["done"] * 4
    walker.send("reopen", reason="回头看发现反弹。")
    assert walker.state() == State.CLOSED
    again = task.recurrences.get()
    assert "回头看发现反弹。" in text_of(Walker(client, again).see())
    assert again.number in text_of(walker.see())


def test_what_ones_own_unit_did_another_must_accept(scene: TwoCounties, walker: Walker) -> None:
    steps.submit(
        by=scene.a.officer,
        task_id=scene.a.task.pk,
        organisation_id=scene.a.office.pk,
        text="请验收。",
        as_of=timezone.localdate(),
    )
    scene.a.task.refresh_from_db()
    insider = person_with(Role.ACCEPTOR, organisation=scene.a.office, area_code="4117")
    page = walker.be(insider).see()
    assert "本单位承担整改，须由其他单位验收通过" in text_of(page)
    assert "验收通过" not in walker.buttons()
    refused = walker.open("accept")
    assert refused.status_code == 403
    forged = {"reason": "通过", "version": version(scene.a.task)}
    assert walker.client.post(walker.base + "accept", forged).status_code == 403
    assert walker.state() == State.SUBMITTED
    assert walker.be(scene.acceptor).buttons() == {"验收通过", "退回"}


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("city_officer", {"交办", "中止"}),
        ("acceptor", set()),
        ("officer", {"交办", "填报进展", "提交验收"}),
        ("leader", set()),
    ],
)
def test_each_role_is_offered_its_own_steps(
    scene: TwoCounties, walker: Walker, who: str, expected: set[str]
) -> None:
    person = getattr(scene, who, None) or getattr(scene.a, who)
    assert walker.be(person).buttons() == expected


def test_every_button_leads_to_a_page_and_no_other_step_opens(scene: TwoCounties, walker: Walker) -> None:
    for person in (scene.city_officer, scene.acceptor, scene.a.officer, scene.a.leader):
        offers = walker.be(person).see().context["offers"]
        offered = {o.url for o in (offers.primary, *offers.steps, *offers.upkeep) if o}
        for url in offered:
            assert walker.client.get(url).status_code == 200, (person, url)
        names = (
            "assign",
            "report",
            "submit",
            "return",
            "accept",
            "close",
            "reopen",
            "figure",
            "cite",
            "edit",
        )
        for url in {walker.base + name for name in names} - offered:
            assert walker.client.get(url).status_code in {403, 404, 409}, (person, url)


def test_a_refused_form_keeps_what_was_typed_and_names_the_field(scene: TwoCounties, walker: Walker) -> None:
    walker.be(scene.a.officer)
    late = timezone.localdate() + dt.timedelta(days=3)
    response = walker.send("report", text="已完成围挡。", as_of=str(late))
    assert response.status_code == 422
    assert "已完成围挡。" in text_of(response)
    assert "晚于今天" in str(response.context["form"].errors["as_of"])
    assert "处需要改正" in text_of(response)
    assert ProgressReport.objects.filter(text="已完成围挡。").count() == 0


def test_a_disguised_file_is_refused_and_nothing_is_kept(scene: TwoCounties, walker: Walker) -> None:
    walker.be(scene.a.officer)
    bad = SimpleUploadedFile("照片.jpg", b"MZ\x90\x00 not a picture", content_type="image/jpeg")
    response = walker.send("report", text="见照片。", as_of=TODAY, after=[bad])
    assert response.status_code == 422
    assert "照片.jpg" in text_of(response)
    assert "请重新选择" in text_of(response)
    assert ProgressReport.objects.filter(text="见照片。").count() == 0


def test_submitting_without_evidence_says_what_is_missing(scene: TwoCounties, client: PageClient) -> None:
    task = TaskFactory.create(round=scene.round, counties=[scene.a.code])
    steps.assign(by=scene.city_officer, task_id=task.pk, organisation_id=scene.a.office.pk)
    response = Walker(client, task).be(scene.a.officer).send("submit", text="完成。", as_of=TODAY)
    assert response.status_code == 422
    assert "至少一份佐证材料" in text_of(response)


def test_a_decision_without_a_reason_is_refused(scene: TwoCounties, walker: Walker) -> None:
    Task.objects.filter(pk=scene.a.task.pk).update(state=State.SUBMITTED)
    response = walker.be(scene.acceptor).send("accept", reason="   ")
    assert response.status_code == 422
    assert walker.state() == State.SUBMITTED


def test_a_form_filled_in_meanwhile_hears_what_changed_and_saves_nothing(
    scene: TwoCounties, walker: Walker
) -> None:
    walker.be(scene.city_officer)
    form = walker.open("edit").context["form"]
    shown = {name: form[name].initial for name in form.fields if form[name].initial is not None}
    steps.submit(
        by=scene.a.officer,
        task_id=scene.a.task.pk,
        organisation_id=scene.a.office.pk,
        text="请验收。",
        as_of=timezone.localdate(),
    )
    response = walker.client.post(walker.base + "edit", shown | {"goal": "新的目标", "reason": "笔误"})
    assert response.status_code == 422
    said = str(response.context["form"].non_field_errors())
    assert scene.a.officer.name in said
    assert "提交验收" in said
    assert "新的目标" in text_of(response)
    scene.a.task.refresh_from_db()
    assert scene.a.task.goal != "新的目标"
    again = response.context["form"]["version"].value()
    known = shown | {"goal": "新的目标", "reason": "笔误", "version": again}
    assert walker.client.post(walker.base + "edit", known).status_code == 302
    scene.a.task.refresh_from_db()
    assert scene.a.task.goal == "新的目标"


def test_a_step_no_longer_open_is_answered_by_what_happened(scene: TwoCounties, walker: Walker) -> None:
    Task.objects.filter(pk=scene.a.task.pk).update(state=State.SUBMITTED)
    walker.be(scene.acceptor)
    version = walker.open("accept").context["form"]["version"].initial
    decisions.send_back(by=scene.acceptor, task_id=scene.a.task.pk, reason="材料不全。")
    response = walker.client.post(walker.base + "accept", {"reason": "通过。", "version": version})
    assert response.status_code == 422
    assert "退回" in text_of(response)
    assert walker.state() == State.RECTIFYING


def test_what_another_county_did_meanwhile_is_said_without_its_name(
    scene: TwoCounties, client: PageClient
) -> None:
    walker = Walker(client, scene.shared).be(scene.a.officer)
    shown = walker.open("report").context["form"]["version"].initial
    steps.submit(
        by=scene.b.officer,
        task_id=scene.shared.pk,
        organisation_id=scene.b.office.pk,
        text="请验收。",
        as_of=timezone.localdate(),
    )
    given = {"organisation": scene.a.office.pk, "text": "进展", "as_of": TODAY, "version": shown}
    response = client.post(walker.base + "report", given)
    assert response.status_code == 422
    assert "其他单位提交验收" in text_of(response)
    assert scene.b.mark not in text_of(response)


def test_an_edit_keeps_what_the_form_cannot_show(scene: TwoCounties, walker: Walker) -> None:
    task = scene.a.task
    township = OrganisationFactory.create(name="某镇人民政府", area_code=f"{scene.a.code}104")
    steps.assign(by=scene.city_officer, task_id=task.pk, organisation_id=township.pk)
    measure = task.measures.get()
    measure.text = "第一行\n第二行"
    measure.done_at = timezone.now()
    measure.save()
    ticked = [scene.a.code]  # a browser sends only the boxes it was shown
    walker.be(scene.city_officer).send("edit", problem="改过的问题。", reason="与原文核对", area_codes=ticked)
    assert {a.area_code for a in task.areas.all()} == {scene.a.code, township.area_code}
    kept = task.measures.get()
    assert (kept.text, kept.done_at is not None) == ("第一行\n第二行", True)
    assert "改过的问题。" in text_of(walker.see())
    assert "与原文核对" in text_of(walker.see())


def test_one_hands_a_task_only_to_units_of_ones_own_area(scene: TwoCounties, walker: Walker) -> None:
    township = OrganisationFactory.create(name="驿城区某镇", area_code=f"{scene.a.code}104")
    page = walker.be(scene.a.officer).open("assign")
    names = page.context["form"].fields["organisation"].widget.names
    assert township.name in names
    assert scene.b.office.name not in names
    refused = walker.send("assign", organisation=scene.b.office.name)
    assert refused.status_code == 422
    assert "不在您的管辖区域内" in text_of(refused)
    assert "已交办" in text_of(walker.send("assign", organisation=township.name))


def test_a_unit_is_taken_off_with_a_reason(scene: TwoCounties, walker: Walker) -> None:
    assignment = scene.a.task.assignments.get()
    step = f"units/{assignment.pk}/remove"
    assert walker.be(scene.city_officer).send(step, reason="").status_code == 422
    walker.send(step, reason="职责调整")
    assert not scene.a.task.assignments.exists()
    assert "职责调整" in text_of(walker.see())
    assert walker.open(step).status_code == 404


def test_a_county_takes_no_unit_of_another_county_off_a_shared_task(
    scene: TwoCounties, client: PageClient
) -> None:
    walker = Walker(client, scene.shared).be(scene.a.officer)
    own, other = (scene.shared.assignments.get(organisation=c.office) for c in (scene.a, scene.b))
    page = text_of(walker.see())
    assert f"units/{own.pk}/remove" in page
    assert f"units/{other.pk}/remove" not in page
    scene.shared.refresh_from_db()
    given = {"reason": "不归我县", "version": version(scene.shared)}
    assert client.post(f"{walker.base}units/{other.pk}/remove", given).status_code == 403
    assert scene.shared.assignments.filter(pk=other.pk).exists()


def test_a_measure_is_ticked_off_and_on_again(scene: TwoCounties, walker: Walker) -> None:
    done = scene.a.task.measures.exclude(done_at=None)
    url = f"{walker.base}measures/{scene.a.task.measures.get().pk}"
    walker.be(scene.a.officer).client.post(url, {"done": "1"})
    assert done.count() == 1
    assert "1 条已办结" in text_of(walker.see())
    walker.client.post(url, {"done": "0"})
    assert done.count() == 0
    assert walker.be(scene.a.leader).client.post(url, {"done": "1"}).status_code == 403
    assert walker.be(scene.b.officer).client.post(url, {"done": "1"}).status_code == 404
    assert done.count() == 0


def test_a_number_is_recorded_corrected_and_becomes_a_curve(scene: TwoCounties, walker: Walker) -> None:
    walker.be(scene.a.officer)
    for day, value in (("2020-06-17", "27"), ("2020-07-17", "55")):
        walker.send(
            "figure", name="整治取缔", value=value, unit="家", as_of=day, scope="驿城区", bound="exact"
        )
    page = walker.see()
    (chart,) = page.context["charts"]
    assert chart.categories == ["2020-06-17", "2020-07-17"]
    assert "由 27 增至 55" in chart.title
    again = walker.send("figure", name="整治取缔", value="56", unit="家", as_of="2020-07-17", scope="驿城区")
    assert again.status_code == 422
    figure = scene.a.task.figures.get(name="整治取缔")
    wrong = figure.values.get(value=55)
    walker.send(f"values/{wrong.pk}", value="65", reason="漏报一个乡镇")
    text = text_of(walker.see())
    assert "漏报一个乡镇" in text
    assert "55家" in text
    assert "65家" in text
    assert [v.value for v in figure.values.in_force().order_by("as_of")] == [27, 65]


def test_a_document_is_registered_and_cited(scene: TwoCounties, walker: Walker) -> None:
    client = walker.be(scene.city_officer).client
    given = {"title": "大气污染防治条例", "number": "", "valid_to": "2019-12-31"}
    made = client.post("/rectification/policies/new", given, follow=True)
    assert "《大气污染防治条例》" in text_of(made)
    assert client.post("/rectification/policies/new", given).status_code == 422
    walker.send("cite", policy="《大气污染防治条例》")
    assert "已失效" in text_of(walker.see())
    assert "已引用该文件" in text_of(walker.send("cite", policy="《大气污染防治条例》"))
    listed = text_of(client.get("/rectification/policies/?valid=expired"))
    assert "1 项任务引用" in listed
    assert "1 项任务引用" not in text_of(client.get("/rectification/policies/?valid=in_force"))


def test_a_question_is_answered_with_a_reason_by_who_may(scene: TwoCounties, walker: Walker) -> None:
    url = f"/rectification/findings/{scene.a.finding.pk}"
    client = walker.be(scene.city_officer).client
    assert client.post(url, {"disposition": "agreed", "reason": ""}).status_code == 422
    done = client.post(url, {"disposition": "explained", "reason": "范围不同"}, follow=True)
    assert "范围不同" in text_of(done)
    assert scene.a.finding.pk in [
        c.row.pk for c in client.get("/rectification/findings/?disposition=explained").context["cards"]
    ]
    assert walker.be(scene.a.officer).client.get(url).status_code == 403


def test_the_page_never_sends_one_elsewhere(scene: TwoCounties, walker: Walker) -> None:
    url = f"/rectification/findings/{scene.a.finding.pk}?next=https://example.org/"
    client = walker.be(scene.city_officer).client
    response = client.post(url, {"disposition": "explained", "reason": "范围不同"})
    assert response["Location"] == "/rectification/findings/"


def test_a_round_is_opened_edited_and_gets_a_task_by_hand(scene: TwoCounties, client: PageClient) -> None:
    client.force_login(scene.city_officer)
    given = {"name": "2024 年市级督察", "level": "city", "area_code": "4117"}
    client.post("/rectification/rounds/new", given)
    round_ = Round.objects.get(name="2024 年市级督察")
    assert client.post("/rectification/rounds/new", given).status_code == 422
    edited = {"name": "2024 年市级督察", "level": "city", "inspector": "市督察组", "as_of": "2024-07-01"}
    page = client.post(f"/rectification/rounds/{round_.pk}/edit", edited, follow=True)
    assert "市督察组" in text_of(page)
    url = f"/rectification/rounds/{round_.pk}/tasks/new"
    assert client.post(url, {"problem": " "}).status_code == 422
    typed = {
        "number": "1",
        "class_number": "一",
        "class_title": "大气",
        "problem": "渣土车遗撒。",
        "deadline": "2024年12月底前",
        "deadline_date": "2024-12-31",
        "units": f"{scene.a.office.name}（牵头单位）",
        "measures": "加强巡查。\n加密保洁。",
        "area_codes": [scene.a.code],
    }
    page = client.post(url, typed, follow=True)
    task = round_.tasks.get()
    assert page.context["task"] == task
    assert task.measures.count() == 2
    assert task.assignments.get().organisation == scene.a.office


def test_a_county_opens_no_round_and_edits_none(scene: TwoCounties, client: PageClient) -> None:
    client.force_login(scene.a.officer)
    for url in ("new", f"{scene.round.pk}/edit", f"{scene.round.pk}/tasks/new"):
        assert client.get(f"/rectification/rounds/{url}").status_code == 403


def test_a_round_of_another_city_is_not_there(scene: TwoCounties, client: PageClient) -> None:
    other = RoundFactory.create(area_code="4101")
    client.force_login(scene.city_officer)
    for url in ("", "edit", "tasks/new"):
        assert client.get(f"/rectification/rounds/{other.pk}/{url}").status_code == 404


def test_the_passage_marks_the_field_that_was_asked_for(scene: TwoCounties, walker: Walker) -> None:
    walker.be(scene.city_officer)
    marked = text_of(walker.client.get(walker.base + "?field=problem"))
    assert f">{scene.a.task.problem}</mark>" in marked
    assert "<mark" not in text_of(walker.client.get(walker.base + "?field=goal"))
    assert walker.client.get(walker.base + "?field=nonsense").status_code == 200
