"""Two counties with a task each and one they share; every unpublished text carries the mark of its county.

Whoever may see county A only must never meet county B's mark: on a page, in a file, in the trail.
"""

import datetime as dt
import io
from dataclasses import dataclass, field

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from sansan.evidence.actions import attach
from sansan.evidence.models import Evidence
from sansan.people.models import Organisation, Person
from sansan.people.roles import Role
from sansan.places.models import Area
from sansan.rectification.actions.steps import assign, report_progress
from sansan.rectification.models import AuditFinding, ProgressReport, Round, SourceDocument, Task
from tests.people.factories import OrganisationFactory, person_with
from tests.rectification.factories import (
    AuditFindingFactory,
    MeasureFactory,
    RoundFactory,
    SourceDocumentFactory,
    TaskClassFactory,
    TaskFactory,
    TaskFigureFactory,
)

CITY = "4117"
COUNTIES = {"A": ("411702", "驿城区"), "B": ("411725", "确山县")}


@dataclass
class County:
    """One county: its bodies and people, its own task, what it reported, and the mark in all of it."""

    code: str
    mark: str
    office: Organisation
    officer: Person
    leader: Person
    task: Task
    finding: AuditFinding
    reports: list[ProgressReport] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)


@dataclass
class TwoCounties:
    """The scene: the city's people see both, `shared` is a task of both counties."""

    round: Round
    source: SourceDocument
    city_officer: Person
    acceptor: Person
    a: County
    b: County
    shared: Task


def two_counties() -> TwoCounties:
    """Make the scene through the actions where they write the trail, so that the trail has its marks too."""
    _areas()
    city_office = OrganisationFactory.create(
        name="市攻坚办", kind=Organisation.Kind.CITY_OFFICE, area_code=CITY
    )
    city_officer = person_with(Role.CITY_OFFICE, organisation=city_office, name="市办经办人")
    acceptor = person_with(Role.ACCEPTOR, name="市验收组成员")
    round_ = RoundFactory.create(name="省级督察", area_code=CITY)
    klass = TaskClassFactory.create(round=round_, title="工作部署方面")
    lines = [f"{number}.{_problem(name)}" for number, name in enumerate(COUNTIES, 1)]
    text = "\n".join(["督察整改情况", *lines, "3.两县共有的扬尘问题。", "附注"])
    source = SourceDocumentFactory.create(round=round_, text=text, state=SourceDocument.State.CONFIRMED)
    shared = TaskFactory.create(
        round=round_,
        klass=klass,
        number="3",
        problem="两县共有的扬尘问题。",
        source=source,
        spans=_spans(text, 4),
        counties=[code for code, _ in COUNTIES.values()],
    )
    counties = {
        name: _county(name, round_, klass, source, text, line=number)
        for number, name in enumerate(COUNTIES, 2)
    }
    for name, county in counties.items():
        for task in (county.task, shared):
            note = f"交办说明{county.mark}"
            assign(by=city_officer, task_id=task.pk, organisation_id=county.office.pk, note=note)
            _report(name, county, task)
    return TwoCounties(round_, source, city_officer, acceptor, counties["A"], counties["B"], shared)


def mark_of(name: str) -> str:
    """The words no reader of the other county may meet."""
    return f"标记{name}县专有"


def picture(shade: int = 120) -> bytes:
    """A small photo; another shade is another file."""
    out = io.BytesIO()
    image = Image.linear_gradient("L").resize((64, 64)).point(lambda value: (value + shade) % 256)
    image.convert("RGB").save(out, "JPEG")
    return out.getvalue()


def _areas() -> None:
    Area.objects.get_or_create(
        code=CITY, defaults={"name": "驻马店市", "short_name": "驻马店", "kind": "city", "level": 2}
    )
    for code, name in COUNTIES.values():
        Area.objects.get_or_create(
            code=code,
            defaults={"name": name, "short_name": name, "kind": "county", "level": 3, "parent_code": CITY},
        )


def _problem(name: str) -> str:
    return f"某街道散乱污整治不力{mark_of(name)}。"


def _spans(text: str, line: int) -> dict[str, list[list[int]]]:
    lines = text.split("\n")
    start = sum(len(one) + 1 for one in lines[: line - 1])
    whole = [line, start, start + len(lines[line - 1])]
    return {"task": [whole], "problem": [[line, start + 2, whole[2]]]}


def _county(name: str, round_: Round, klass: object, source: SourceDocument, text: str, line: int) -> County:
    code, area = COUNTIES[name]
    mark = mark_of(name)
    office = OrganisationFactory.create(
        name=f"{area}攻坚办", kind=Organisation.Kind.COUNTY_OFFICE, area_code=code
    )
    task = TaskFactory.create(
        round=round_,
        klass=klass,
        number=str(line - 1),
        problem=_problem(name),
        goal=f"整改目标{mark}",
        claimed_status=f"状态{mark}",
        deadline_wording=f"时限{mark}",
        deadline_date=dt.date(2020, 12, 31),
        source=source,
        spans=_spans(text, line),
        counties=[code],
    )
    MeasureFactory.create(task=task, order=1, text=f"措施{mark}")
    TaskFigureFactory.create(task=task, name=f"指标{mark}", scope=f"范围{mark}", source=source)
    finding = AuditFindingFactory.create(
        source=source,
        task=task,
        message=f"疑点{mark}",
        quote=f"引文{mark}",
        innocent=f"缘由{mark}",
        values={f"数{mark}": "99"},
    )
    return County(
        code=code,
        mark=mark,
        office=office,
        officer=person_with(Role.COUNTY_OFFICE, area_code=code, organisation=office, name=f"经办人{mark}"),
        leader=person_with(Role.COUNTY_LEADER, area_code=code, name=f"领导{mark}"),
        task=task,
        finding=finding,
    )


def _report(name: str, county: County, task: Task) -> None:
    report = report_progress(
        by=county.officer,
        task_id=task.pk,
        organisation_id=county.office.pk,
        text=f"进展{county.mark}",
        as_of=dt.date(2020, 7, 17),
    )
    shade = 40 * (1 + len(county.reports)) + (0 if name == "A" else 20)
    upload = SimpleUploadedFile(f"照片{county.mark}.jpg", picture(shade), content_type="image/jpeg")
    county.reports.append(report)
    county.evidence.append(
        attach(
            by=county.officer,
            upload=upload,
            target=report,
            area_code=county.code,
            organisation_id=county.office.pk,
            purpose="after",
            note=f"照片说明{county.mark}",
        )
    )
