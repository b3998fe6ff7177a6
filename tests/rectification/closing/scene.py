"""A task of county A brought to the day of its closing, with photos that say when and where they were taken."""

import datetime as dt
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from sansan.people.roles import Role
from sansan.places.models import Area
from sansan.rectification.actions import decisions, steps, upkeep
from sansan.rectification.models import Round, Task
from sansan.rectification.sample.photos import draw
from tests.people.factories import person_with
from tests.rectification.factories import MeasureFactory, TaskFactory
from tests.rectification.two_counties import County, TwoCounties, two_counties

MARCH, MAY, JULY = dt.date(2020, 3, 1), dt.date(2020, 5, 6), dt.date(2020, 7, 6)
CENTRE = {"411702": (114.05, 33.05), "411725": (114.55, 33.05)}
"""The middle of each county's square; their edges are 20 km apart."""
REASON = "现场核实，材料齐全。"


def scene() -> TwoCounties:
    """The two counties, each a square with a known boundary."""
    made = two_counties()
    for code, (lon, lat) in CENTRE.items():
        Area.objects.filter(code=code).update(boundary=_square(lon, lat))
    Round.objects.filter(pk=made.round.pk).update(feedback_on=MARCH)
    return made


def _square(lon: float, lat: float) -> dict[str, Any]:
    west, east, south, north = lon - 0.15, lon + 0.15, lat - 0.15, lat + 0.15
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def picture(name: str, *, taken: dt.date, at: tuple[float, float]) -> SimpleUploadedFile:
    return SimpleUploadedFile(f"{name}.jpg", draw(name, taken=taken, lon=at[0], lat=at[1]), "image/jpeg")


def bare(name: str) -> SimpleUploadedFile:
    """The same drawing as a phone sends it that keeps place and time to itself."""
    import io

    from PIL import Image

    out = io.BytesIO()
    with Image.open(picture(name, taken=JULY, at=CENTRE["411702"])) as drawn:
        drawn.convert("RGB").save(out, "JPEG")
    return SimpleUploadedFile(f"{name}.jpg", out.getvalue(), "image/jpeg")


def task_of(city: TwoCounties, county: County, *, measures: int = 1, **given: Any) -> Task:
    """A task handed to the county, whose measures are done."""
    known = {"round": city.round, "counties": [county.code], "problem": f"某厂露天堆放{county.mark}。"}
    task = TaskFactory.create(**{**known, **given})
    steps.assign(by=city.city_officer, task_id=task.pk, organisation_id=county.office.pk)
    for _ in range(measures):
        measure = MeasureFactory.create(task=task)
        upkeep.tick_measure(by=county.officer, task_id=task.pk, measure_id=measure.pk, done=True)
    return task


def report(
    county: County, task: Task, *uploads: tuple[str, Any], text: str = "现场已清空。", submit: bool = False
) -> None:
    action = steps.submit if submit else steps.report_progress
    action(
        by=county.officer,
        task_id=task.pk,
        organisation_id=county.office.pk,
        text=text,
        as_of=JULY,
        uploads=uploads,
    )


def pair(county: County, task: Task) -> list[tuple[str, Any]]:
    at = CENTRE[county.code]
    return [
        ("before", picture(f"前{task.pk}", taken=MAY, at=at)),
        ("after", picture(f"后{task.pk}", taken=JULY, at=at)),
    ]


def accepted(city: TwoCounties, county: County, *uploads: tuple[str, Any], **given: Any) -> Task:
    """A task accepted by the city's acceptor. Without uploads, with a pair of good photos: every claim holds."""
    text = given.pop("text", "现场已清空，堆场覆盖完毕。")
    task = task_of(city, county, **given)
    report(county, task, *(uploads or pair(county, task)), text=text, submit=True)
    decisions.accept(by=city.acceptor, task_id=task.pk, reason="现场核查到位。")
    task.refresh_from_db()
    return task


def overrider() -> Any:
    """A second person of the city office."""
    return person_with(Role.CITY_OFFICE, name="市办负责人")
