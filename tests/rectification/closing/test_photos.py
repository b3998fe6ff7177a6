"""Claims about photos: holding, contradicted, and what the data cannot say."""

import datetime as dt

import pytest

from sansan.rectification.closing.checks import photos
from sansan.rectification.closing.facts import Facts, Photo, Use
from sansan.rectification.closing.registry import Judgement

HOLDS, CONTRADICTED, UNJUDGED = Judgement.HOLDS, Judgement.CONTRADICTED, Judgement.UNJUDGED
NOW = dt.datetime(2020, 7, 20, 4, tzinfo=dt.UTC)
FED_BACK = dt.date(2020, 3, 1)
ONE_EACH, FAR, CLOCK = {"before": 1, "after": 1}, {"tolerance_m": 2000}, {"clock_minutes": 60}


def day(month: int, number: int, hour: int = 4) -> dt.datetime:
    return dt.datetime(2020, month, number, hour, tzinfo=dt.UTC)


def photo(pk: int, purpose: str, **given) -> Photo:
    known = {
        "name": f"{pk}.jpg",
        "unit_id": 1,
        "uploaded_at": NOW,
        "taken_at": day(5, 1) if purpose == "before" else day(7, 1),
        "placed": True,
        "metres_outside": 0.0,
    }
    return Photo(pk=pk, purpose=purpose, **{**known, **given})


def facts(*shown: Photo, **given) -> Facts:
    known = {"now": NOW, "task_id": 1, "begun_on": FED_BACK, "area_names": ("确山县",)}
    return Facts(photos=shown, **{**known, **given})


PAIR = (photo(1, "before"), photo(2, "after"))


@pytest.mark.parametrize(
    ("shown", "judgement", "said"),
    [
        (PAIR, HOLDS, "整改前照片 1 张（至少 1 张），整改后照片 1 张"),
        (PAIR[1:], CONTRADICTED, "整改前照片 0 张"),
        ((), CONTRADICTED, "缺 2 张"),
        ((PAIR[1], photo(3, "other")), UNJUDGED, "另有 1 张没有注明"),
        ((photo(3, "other"),), CONTRADICTED, "缺 2 张"),
    ],
)
def test_before_and_after_must_both_be_there(shown, judgement, said):
    verdict = photos.present(facts(*shown), ONE_EACH)
    assert verdict.judgement is judgement
    assert said in verdict.sentence


def test_the_office_may_ask_for_more_photos_of_one_task():
    assert photos.present(facts(*PAIR), {"before": 1, "after": 2}).judgement is CONTRADICTED
    assert photos.present(facts(PAIR[1]), {"before": 0, "after": 1}).judgement is HOLDS


def use(**given) -> Use:
    known = {"same_task": False, "same_unit": False, "purpose": "after", "earlier": True, "exact": True}
    return Use(evidence_id=90, **{**known, **given})


@pytest.mark.parametrize(
    ("again", "judgement", "said"),
    [
        (use(), CONTRADICTED, "1 张文件相同"),
        (use(exact=False), CONTRADICTED, "1 张画面近似"),
        (use(earlier=False), HOLDS, "1 张后来又出现在其他任务中"),
        (use(same_task=True, same_unit=True), HOLDS, "均为首次使用"),
        (use(same_task=True, same_unit=True, purpose="before", earlier=False), CONTRADICTED, "1 张文件相同"),
        (use(same_task=True), CONTRADICTED, "1 张文件相同"),
    ],
    ids=["copied", "nearly the same", "copied by others later", "handed in again", "both sides", "two units"],
)
def test_a_photo_used_before_is_not_new(again, judgement, said):
    verdict = photos.new(facts(PAIR[0], photo(2, "after", uses=(again,))), {})
    assert verdict.judgement is judgement
    assert said in verdict.sentence


def test_a_picture_without_structure_cannot_be_compared():
    verdict = photos.new(facts(PAIR[0], photo(2, "after", recognisable=False)), {})
    assert verdict.judgement is UNJUDGED
    assert "1 张画面过于单一" in verdict.sentence


def test_where_a_photo_was_used_before_is_told_with_the_row_not_in_the_sentence():
    told = use(where="某县第 3 项")
    verdict = photos.new(facts(PAIR[0], photo(2, "after", uses=(told,))), {})
    assert "某县" not in verdict.sentence
    assert [row.key for row in verdict.rows] == [2, 90]
    assert "某县第 3 项" in verdict.rows[1].says


@pytest.mark.parametrize(
    ("given", "judgement", "said"),
    [
        ({"metres_outside": 0.0}, HOLDS, "都在确山县"),
        ({"metres_outside": 2000.0}, HOLDS, "都在确山县"),
        (
            {"metres_outside": 5300.0},
            CONTRADICTED,
            "1 张拍摄地点在确山县以外，最远 5.3 公里（允许 2.0 公里）",
        ),
        ({"placed": False, "metres_outside": None}, UNJUDGED, "1 张没有位置信息"),
        ({"metres_outside": None}, UNJUDGED, "没有确山县的边界"),
    ],
)
def test_a_photo_is_taken_where_the_task_lies(given, judgement, said):
    verdict = photos.in_place(facts(PAIR[0], photo(2, "after", **given)), FAR)
    assert verdict.judgement is judgement
    assert said in verdict.sentence


def test_a_photo_elsewhere_weighs_more_than_one_without_a_position():
    silent, far = photo(1, "before", placed=False, metres_outside=None), photo(2, "after", metres_outside=9e3)
    assert photos.in_place(facts(silent, far), FAR).judgement is CONTRADICTED


@pytest.mark.parametrize(
    ("before", "after", "judgement"),
    [
        ({}, {}, HOLDS),
        ({}, {"taken_at": day(2, 29)}, CONTRADICTED),
        ({"taken_at": day(1, 1)}, {"taken_at": day(2, 29, hour=18)}, HOLDS),  # 1 March in Beijing
        ({}, {"taken_at": NOW + dt.timedelta(minutes=61)}, CONTRADICTED),
        ({}, {"taken_at": NOW + dt.timedelta(minutes=60)}, HOLDS),
        ({"taken_at": day(7, 2)}, {}, CONTRADICTED),
        ({"taken_at": day(7, 2), "unit_id": 2}, {}, HOLDS),  # another unit's site has its own time
        ({"taken_at": day(1, 1)}, {}, HOLDS),  # the inspection's own picture is older than its feedback
        ({}, {"taken_at": None}, UNJUDGED),
        ({"taken_at": None}, {"taken_at": day(2, 1)}, CONTRADICTED),
    ],
)
def test_photos_are_taken_in_the_order_of_the_work(before, after, judgement):
    shown = photo(1, "before", **before), photo(2, "after", **after)
    assert photos.in_time(facts(*shown), CLOCK).judgement is judgement


def test_the_sentence_says_since_when_and_the_row_what_is_wrong():
    verdict = photos.in_time(facts(photo(2, "after", taken_at=day(2, 1))), CLOCK)
    assert "1 张拍摄时间不对（整改后照片应不早于 2020-03-01）" in verdict.sentence
    assert verdict.rows[0].says == "2.jpg：整改后照片拍于 2020-02-01，早于 2020-03-01"


def test_without_a_first_day_the_time_of_photos_cannot_be_judged():
    assert photos.in_time(facts(*PAIR, begun_on=None), CLOCK).judgement is UNJUDGED


@pytest.mark.parametrize(
    ("check", "given"), [(photos.new, {}), (photos.in_place, FAR), (photos.in_time, CLOCK)]
)
def test_without_photos_nothing_can_be_said_of_them(check, given):
    assert check(facts(photo(3, "other")), given).judgement is UNJUDGED
