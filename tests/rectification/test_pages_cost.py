"""What a page costs does not grow with its rows."""

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sansan.evidence.actions import attach
from sansan.rectification.actions import steps
from sansan.rectification.models import Citation, PolicyDocument
from tests.client import PageClient
from tests.people.factories import OrganisationFactory
from tests.rectification.factories import (
    AuditFindingFactory,
    MeasureFactory,
    ProgressReportFactory,
    RoundFactory,
    SourceDocumentFactory,
    TaskClassFactory,
    TaskFactory,
    TaskFigureFactory,
)
from tests.rectification.two_counties import TwoCounties, picture, two_counties

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> TwoCounties:
    return two_counties()


def cost(client: PageClient, url: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def fill(scene: TwoCounties, number: int) -> None:
    """More of everything a list can hold."""
    source = SourceDocumentFactory.create(round=scene.round)
    klass = TaskClassFactory.create(round=scene.round)
    other = OrganisationFactory.create()
    for index in range(number):
        task = TaskFactory.create(
            round=scene.round,
            klass=klass,
            deadline_date=dt.date(2020, 1, 1) + dt.timedelta(days=index),
            counties=[scene.a.code, scene.b.code],
            units=[scene.a.office, other],
        )
        AuditFindingFactory.create(source=source, task=task)
        policy = PolicyDocument.objects.create(title=f"文件{task.pk}")
        Citation.objects.create(task=task, policy=policy)
        TaskFactory.create(round=RoundFactory.create(), counties=[scene.a.code])


@pytest.mark.parametrize("who", ["the city", "a county"])
def test_a_list_costs_the_same_with_five_rows_and_with_two_hundred(
    scene: TwoCounties, client: PageClient, who: str
) -> None:
    client.force_login(scene.city_officer if who == "the city" else scene.a.officer)
    urls = [
        "/",
        "/rectification/",
        f"/rectification/rounds/{scene.round.pk}/",
        "/rectification/ledger/",
        f"/rectification/ledger/?round={scene.round.pk}&state=overdue&sort=deadline",
        "/rectification/findings/",
        "/rectification/policies/",
    ]
    fill(scene, 5)
    few = {url: cost(client, url) for url in urls}
    fill(scene, 200)
    many = {url: cost(client, url) for url in urls}
    assert all(many[url] <= few[url] for url in urls), (few, many)
    assert max(few.values()) <= 30


def more_of(scene: TwoCounties, index: int, shade: int) -> None:
    """More of everything a task can carry."""
    task = scene.a.task
    report = ProgressReportFactory.create(
        task=task, organisation=scene.a.office, area_code=scene.a.code, by=scene.a.officer
    )
    attach(
        by=scene.a.officer,
        upload=SimpleUploadedFile(f"{index}.jpg", picture(shade)),
        target=report,
        area_code=scene.a.code,
        organisation_id=scene.a.office.pk,
        purpose=("before", "after")[index % 2],
    )
    MeasureFactory.create(task=task)
    TaskFigureFactory.create(task=task, source=scene.source, as_of=dt.date(2020, 1, 1 + index))
    AuditFindingFactory.create(source=scene.source, task=task)
    steps.assign(
        by=scene.city_officer,
        task_id=task.pk,
        organisation_id=OrganisationFactory.create(area_code="4117").pk,
    )


def test_a_task_costs_the_same_however_much_was_reported_on_it(
    scene: TwoCounties, client: PageClient, django_assert_max_num_queries: Any
) -> None:
    client.force_login(scene.a.officer)
    task = scene.a.task
    url = f"/rectification/tasks/{task.pk}/?field=problem"
    for index, shade in enumerate((60, 60)):  # with a picture of county B's, so that everything is read once
        more_of(scene, index, shade)
    client.get(url)
    few = cost(client, url)
    for index in range(2, 12):
        more_of(scene, index, index * 9 + 1)
    with django_assert_max_num_queries(few):
        client.get(url)
    assert few <= 60, "its way, plan, parts, figures, reminders and leaders, each read once"
