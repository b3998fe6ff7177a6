"""What a task is examined on: read from the whole archive, in a fixed number of queries."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sansan.places.models import Area
from sansan.rectification.actions import decisions, steps, upkeep
from sansan.rectification.closing.examine import examine
from sansan.rectification.closing.gathering import gather
from sansan.rectification.models import Round, Task
from tests.people.factories import OrganisationFactory, PostFactory
from tests.rectification.closing.scene import (
    CENTRE,
    JULY,
    MARCH,
    MAY,
    accepted,
    bare,
    pair,
    picture,
    report,
    scene,
    task_of,
)
from tests.rectification.factories import AuditFindingFactory, MeasureFactory, TaskFactory, TaskFigureFactory

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2030, 1, 1, tzinfo=dt.UTC)


@pytest.fixture
def city():
    return scene()


def results(task: Task) -> dict[str, tuple[str, str]]:
    fresh = Task.objects.get(pk=task.pk)
    return {r.key: (r.judgement, r.sentence) for r in examine(fresh, now=NOW)}


def own_before(city) -> tuple[str, object]:
    return "before", picture("另一处", taken=MAY, at=CENTRE[city.a.code])


def unsettled(task: Task) -> dict[str, str]:
    return {key: judgement for key, (judgement, _) in results(task).items() if judgement != "holds"}


def test_a_task_done_as_it_should_be_has_nothing_to_answer_for(city):
    found = results(accepted(city, city.a))
    assert {judgement for judgement, _ in found.values()} == {"holds"}
    assert len(found) == 10  # all but those for sub-tasks, figures and a notice, of which it has none


def test_the_same_file_used_for_another_countys_task_is_found(city):
    first = accepted(city, city.b)
    copied = pair(city.b, first)[1][1]
    task = accepted(city, city.a, own_before(city), ("after", copied))
    judgement, sentence = results(task)["photos_new"]
    assert (judgement, "照片 2 张，其中与以前的材料相比：1 张文件相同。" in sentence) == (
        "contradicted",
        True,
    )
    assert "photos_new" not in unsettled(first), "whoever used it first is not to blame"


def test_a_picture_saved_again_is_found_by_its_looks(city):
    first = accepted(city, city.b)
    again = bare(f"后{first.pk}")
    task = accepted(city, city.a, own_before(city), ("after", again))
    judgement, sentence = results(task)["photos_new"]
    assert (judgement, "照片 2 张，其中与以前的材料相比：1 张画面近似。" in sentence) == (
        "contradicted",
        True,
    )


def test_a_photo_taken_in_the_next_county_is_not_of_this_task(city):
    far = picture("邻县", taken=JULY, at=CENTRE[city.b.code])
    task = accepted(city, city.a, ("before", bare("前")), ("after", far))
    judgement, sentence = results(task)["photos_in_place"]
    assert judgement == "contradicted"
    assert "1 张拍摄地点在驿城区以外，最远 3" in sentence  # 20 km and what the drawing adds


def test_a_task_of_both_counties_may_be_photographed_in_either(city):
    shots = [
        ("before", picture("甲前", taken=MAY, at=CENTRE[city.a.code])),
        ("after", picture("乙后", taken=JULY, at=CENTRE[city.b.code])),
    ]
    task = task_of(city, city.a, counties=[city.a.code, city.b.code])
    report(city.a, task, *shots)
    assert results(task)["photos_in_place"][0] == "holds"


def test_a_township_without_a_boundary_is_taken_for_its_county(city):
    Area.objects.create(
        code=f"{city.a.code}104",
        name="某镇",
        short_name="某镇",
        kind="town",
        level=4,
        parent_code=city.a.code,
    )
    task = task_of(city, city.a, counties=[f"{city.a.code}104"])
    report(city.a, task, *pair(city.a, task))
    judgement, sentence = results(task)["photos_in_place"]
    assert (judgement, "驿城区" in sentence) == ("holds", True)


def test_a_functional_area_is_taken_for_the_county_it_lies_in(city):
    Area.objects.create(
        code="4117A1", name="示范区", short_name="示范区", kind="zone", level=3, parent_code="4117",
        functional=True, host_code=city.a.code,
    )  # fmt: skip
    task = task_of(city, city.a, counties=["4117A1"])
    task.areas.exclude(area_code="4117A1").delete()
    facts = gather(Task.objects.get(pk=task.pk), now=NOW)
    assert facts.area_names == ("驿城区",)


def test_photos_without_place_and_time_need_a_word(city):
    task = accepted(city, city.a, ("before", bare("前")), ("after", bare("后")))
    assert unsettled(task) == {"photos_in_place": "unjudged", "photos_in_time": "unjudged"}


def test_a_task_of_the_whole_city_makes_no_claims_about_photos(city):
    task = task_of(city, city.a, counties=[])
    task.areas.all().delete()
    assert not [key for key in results(task) if key.startswith("photos")]


def test_without_a_day_of_feedback_the_work_begins_when_it_is_handed_out(city):
    task = task_of(city, city.a)
    assert gather(Task.objects.get(pk=task.pk), now=NOW).begun_on == MARCH
    Round.objects.update(feedback_on=None)
    assert gather(Task.objects.get(pk=task.pk), now=NOW).begun_on == timezone.localdate()


def test_a_question_that_only_compares_the_task_counts_too(city):
    task = accepted(city, city.a)
    finding = AuditFindingFactory.create(source=city.source, task=city.b.task)
    finding.others.add(task)
    assert unsettled(task) == {"no_open_finding": "contradicted"}


def test_only_the_newest_report_of_a_unit_is_read(city):
    task = task_of(city, city.a)
    report(city.a, task, *pair(city.a, task), text="堆场尚未覆盖。")
    assert unsettled(task)["text_fits_status"] == "contradicted"
    report(city.a, task, text="堆场覆盖完毕。")
    assert "text_fits_status" not in unsettled(task)


def test_a_report_the_office_sent_back_proves_nothing(city):
    task = task_of(city, city.a)
    report(city.a, task, *pair(city.a, task), text="堆场覆盖完毕。")
    assert "photos_present" not in unsettled(task)
    steps.review_progress(
        by=city.city_officer, report_id=task.reports.get().pk, good=False, note="照片不是本厂。"
    )
    found = results(task)
    assert found["photos_present"][0] == "contradicted"
    assert "佐证材料 0 份" in found["measures_done"][1]
    assert found["text_fits_status"][0] == "unjudged"
    assert city.a.officer.pk in gather(Task.objects.get(pk=task.pk), now=NOW).doer_ids


def test_an_acceptance_before_the_last_submission_does_not_count(city):
    task = accepted(city, city.a)
    decisions.send_back(by=city.acceptor, task_id=task.pk, reason="复核发现未覆盖")
    report(city.a, task, text="已覆盖完毕。", submit=True)
    assert unsettled(task) == {"accepted_by_others": "unjudged"}


def test_an_acceptor_who_served_the_unit_on_that_day_is_found_after_he_has_left(city):
    task = accepted(city, city.a)
    PostFactory.create(
        person=city.acceptor,
        organisation=city.a.office,
        role="county_office",
        area_code=city.a.code,
        starts_on=dt.date(2020, 1, 1),
    )
    judgement, sentence = results(task)["accepted_by_others"]
    assert (judgement, "1 次由承担整改的单位验收" in sentence) == ("contradicted", True)


def test_whoever_only_ticked_a_measure_off_has_done_the_work_as_well(city):
    task = accepted(city, city.a)
    helper = city.b.officer
    other = task_of(city, city.a, counties=[city.a.code, city.b.code])
    measure = MeasureFactory.create(task=other)
    upkeep.tick_measure(by=helper, task_id=other.pk, measure_id=measure.pk, done=True)
    assert helper.pk in gather(Task.objects.get(pk=other.pk), now=NOW).doer_ids
    assert helper.pk not in gather(Task.objects.get(pk=task.pk), now=NOW).doer_ids


def test_examining_costs_the_same_however_much_there_is(city):
    task = accepted(city, city.a)
    accepted(city, city.b, pair(city.a, task)[0])
    TaskFactory.create(round=city.round, parent=task)
    TaskFigureFactory.create(task=task)

    def cost() -> int:
        fresh = Task.objects.get(pk=task.pk)
        with CaptureQueriesContext(connection) as queries:
            examine(fresh, now=NOW)
        return len(queries)

    few = cost()
    decisions.send_back(by=city.acceptor, task_id=task.pk, reason="再补")
    for number in range(6):
        at = CENTRE[city.a.code]
        report(city.a, task, ("after", picture(f"补{number}", taken=JULY, at=at)))
        other = accepted(city, city.b, ("after", picture(f"补{number}", taken=JULY, at=at)))
        body = OrganisationFactory.create(area_code="4117")
        steps.assign(by=city.city_officer, task_id=task.pk, organisation_id=body.pk)
        AuditFindingFactory.create(source=city.source, task=task)
        TaskFigureFactory.create(task=task, value=number, name=f"数{number}")
        TaskFactory.create(round=city.round, parent=task)
        MeasureFactory.create(task=task)
        assert other.pk != task.pk
    assert cost() <= few
    assert few <= 22
