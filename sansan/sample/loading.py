"""Loading the sample city: places, bodies, accounts, then the rounds and tasks. All of it or nothing."""

import datetime as dt
from collections.abc import Callable

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from sansan.api import sample as interface
from sansan.errors import Conflict
from sansan.people.actions import appoint, create_person, import_organisations
from sansan.people.models import Organisation, Person
from sansan.people.roles import Role
from sansan.places import sample as places
from sansan.places.actions import import_areas
from sansan.places.models import Area
from sansan.places.zone_import import import_zones
from sansan.sample import messages, saved_views
from sansan.sample.accounts import accounts, password
from sansan.sample.contents import Contents, contents
from sansan.trail.record import SYSTEM, record

FIRST_DAY = dt.date(2020, 1, 1)
CITY = "4117"

Progress = Callable[[str], None]


@transaction.atomic
def load(progress: Progress) -> None:
    """Fill an empty database; raises Conflict for one that is not. `progress` is told each part's name."""
    from sansan.accountability.sample import load as load_accountability
    from sansan.dispatch.sample import load as load_dispatch
    from sansan.leadership.sample import load as load_leadership
    from sansan.rectification.reminders.actions import send_reminders
    from sansan.rectification.sample import load as load_rectification

    if contents() is not Contents.EMPTY:
        raise Conflict("数据库里已有账号，不能再载入示例城市。")
    progress("行政区划和边界")
    import_areas(by=SYSTEM, areas_csv=places.areas_csv(), boundaries=places.boundaries())
    progress("管控区")
    import_zones(by=SYSTEM, content=places.zones(), valid_from=FIRST_DAY)
    progress("机构")
    import_organisations(by=SYSTEM)
    progress("演示账号")
    _make_accounts()
    progress("督察整改")
    load_rectification(by=SYSTEM, progress=progress)
    progress("组织领导和会议")
    load_leadership()
    progress("问责")
    load_accountability()
    progress("月调度")
    load_dispatch()
    progress("消息")
    send_reminders(today=timezone.localdate())  # what the worker would have sent this morning
    messages.load()
    progress("列表视图")
    saved_views.load()
    progress("接口")
    interface.load()
    city = Area.objects.get(code=CITY)
    record("sample.loaded", target=city, by=SYSTEM, area_code=CITY)


def _make_accounts() -> None:
    bodies = {body.code: body for body in Organisation.objects.all()}
    for account in accounts():
        person = create_person(
            by=SYSTEM,
            username=account.username,
            name=account.name,
            password=None,
            must_change_password=False,
        )
        appoint(
            by=SYSTEM,
            person=person,
            organisation=bodies[account.organisation],
            role=Role(account.role),
            title=account.title,
            starts_on=FIRST_DAY,
        )
    # All have the same password: hashed once, as hashing each took half of the whole loading.
    Person.objects.filter(username__in=[account.username for account in accounts()]).update(
        password=make_password(password())
    )
