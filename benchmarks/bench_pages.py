"""Every page over 200 rounds × 500 tasks and their events: seconds, queries, ratio to the log-in page of the run.

`python -m benchmarks.bench_pages [rounds] [tasks] [events]`; what counts is `200 500 5000000`, which takes some
minutes, most of them to write it, and 6 GB of disk; `DATABASE_URL` chooses the server; the database used is a scratch
one that is removed afterwards.
"""

import sys
import time
from statistics import median

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from benchmarks.chain import fill
from benchmarks.city import build
from benchmarks.ground import scratch_database
from sansan.people.access import may
from sansan.people.models import Organisation, Person, Post
from sansan.people.roles import Role
from sansan.rectification.acceptors.queries import RECORD
from sansan.rectification.models import Plan, Round, Task
from sansan.search.indexing import rebuild
from sansan.trail.models import Event

RUNS = 5
DEFAULTS = [200, 500, 500_000]


def people() -> dict[str, Person]:
    """One who sees the city, one who sees a county, and one who reads the trail."""
    today = timezone.localdate()
    made = {}
    office = Organisation.objects.create(
        code="bench-office", name="测试攻坚办", kind="city_office", area_code="4117"
    )
    county = Organisation.objects.get(code="bench-411725")
    for name, role, body in (
        ("city", Role.CITY_OFFICE, office),
        ("county", Role.COUNTY_OFFICE, county),
        ("audit", Role.AUDIT_ADMIN, office),
    ):
        person = Person.objects.create(username=name, name=name, password_changed_at=timezone.now())
        Post.objects.create(
            person=person,
            organisation=body,
            role=role,
            duty=role.duty,
            area_code=body.area_code,
            starts_on=today,
        )
        made[name] = person
    return made


def addresses(person: Person) -> dict[str, str]:
    """The pages measured; the task is one of the viewer's own."""
    if person.username == "audit":
        trail = reverse("trail:events")
        return {
            "操作轨迹": trail,
            "操作轨迹·动作": f"{trail}?verb=task.reported",
            "操作轨迹·人员": f"{trail}?actor=第17人",
            "操作轨迹·人员无记录": f"{trail}?actor=查无此人",
            "操作轨迹·对象": f"{trail}?target=rectification.task:777",
            "操作轨迹·对象文字": f"{trail}?target=在线监测",
            "操作轨迹·对象文字无结果": f"{trail}?target=查无此事",
            "操作轨迹·全市": f"{trail}?area=4117",
            "操作轨迹·无记录的县": f"{trail}?area=411725",
            "操作轨迹·日期起": f"{trail}?since=2026-01-02",
            "操作轨迹·日期止": f"{trail}?until=2026-01-02",
            "一条操作记录": reverse("trail:event", args=[Event.objects.order_by("-seq")[0].seq]),
        }
    first = Round.objects.order_by("pk")[0]
    seen = Task.objects.visible_to(person).order_by("pk")
    middle = seen[seen.count() // 2]
    ledger = reverse("rectification:ledger")
    planned = Plan.objects.visible_to(person).filter(round=first).exists()
    return {
        "今日": "/",
        "督察列表": reverse("rectification:rounds"),
        "督察概览": reverse("rectification:round", args=[first.pk]),
        **({"整改方案": reverse("rectification:plan", args=[first.pk])} if planned else {}),
        "台账": ledger,
        "台账·全部种类": f"{ledger}?kind=all",
        "台账·超期": f"{ledger}?state=overdue",
        "台账·县区": f"{ledger}?county=411725",
        "台账·文字": f"{ledger}?q=车辆冲洗",
        "台账·文字无结果": f"{ledger}?q=不存在的词",
        "台账·按期限": f"{ledger}?sort=deadline",
        "任务": reverse("rectification:task", args=[middle.pk]),
        "搜索": f"{reverse('search:page')}?q=车辆冲洗",
        "搜索无结果": f"{reverse('search:page')}?q=不存在的词",
        "提醒": reverse("rectification:reminders"),
        "督办": reverse("rectification:papers"),
        **({"验收质量": reverse("rectification:acceptors")} if may(person, RECORD) else {}),
        "指标合计": reverse("rectification:figure_sums"),
        "月调度": reverse("dispatch:home"),
        "组织领导": reverse("leadership:bodies"),
        "议定事项": reverse("leadership:decisions"),
        "核查疑点": reverse("rectification:findings"),
        "政策文件": reverse("rectification:policies"),
    }


def measure(client: Client, url: str) -> tuple[float, int]:
    """Median seconds and the queries of one run; stops where the page does not open."""
    seconds = []
    first = client.get(url)
    if first.status_code != 200:
        sys.exit(f"{url} 返回 {first.status_code} {first.headers.get('Location', '')}，测量无意义")
    for _ in range(RUNS):
        start = time.perf_counter()
        client.get(url)
        seconds.append(time.perf_counter() - start)
    with CaptureQueriesContext(connection) as queries:
        client.get(url)
    return median(seconds), len(queries)


def main() -> None:
    given = [int(word) for word in sys.argv[1:4]]
    rounds, tasks, events = given + DEFAULTS[len(given) :]
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    with scratch_database() as vendor:
        start = time.perf_counter()
        build(rounds=rounds, tasks_each=tasks, today=timezone.localdate())
        rebuild()
        fill(events, indexed=True)
        if vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("VACUUM ANALYZE")  # as the server does by itself in time
        took = time.perf_counter() - start
        print(f"{vendor}: {rounds} × {tasks} 项、{events:,} 条操作记录，生成用 {took:.0f} 秒")
        reference, _ = measure(Client(), reverse("account_login"))
        print(f"参照：登录页 {reference * 1000:.0f} ms")
        for name, person in people().items():
            client = Client()
            client.force_login(person)
            for label, url in addresses(person).items():
                seconds, queries = measure(client, url)
                ratio = seconds / reference
                print(f"{name:7}{seconds * 1000:7.0f} ms  ×{ratio:5.1f}  {queries:3} 次查询  {label}")


if __name__ == "__main__":
    main()
