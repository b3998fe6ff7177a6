"""Every page over 200 rounds × 500 tasks: seconds, queries, and the ratio to the log-in page of the same run.

`python -m benchmarks.bench_pages [rounds] [tasks]`; `DATABASE_URL` chooses the server; the database used is a scratch
one that is removed afterwards.
"""

import sys
import time
from statistics import median

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, get_runner, setup_test_environment
from django.urls import reverse
from django.utils import timezone

from benchmarks import ground  # noqa: F401 - sets Django up for what follows
from benchmarks.city import build
from sansan.people.models import Organisation, Person, Post
from sansan.people.roles import Role
from sansan.rectification.models import Plan, Round, Task

RUNS = 5


def people() -> dict[str, Person]:
    """One who sees the city and one who sees a county."""
    today = timezone.localdate()
    made = {}
    office = Organisation.objects.create(
        code="bench-office", name="测试攻坚办", kind="city_office", area_code="4117"
    )
    county = Organisation.objects.get(code="bench-411725")
    for name, role, body in (("city", Role.CITY_OFFICE, office), ("county", Role.COUNTY_OFFICE, county)):
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
    given = [int(word) for word in sys.argv[1:3]]
    rounds, tasks = given + [200, 500][len(given) :]
    setup_test_environment(debug=False)
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    runner = get_runner(settings)(verbosity=0, interactive=False)
    old = runner.setup_databases()
    try:
        start = time.perf_counter()
        build(rounds=rounds, tasks_each=tasks, today=timezone.localdate())
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        print(f"{connection.vendor}: {rounds} × {tasks} 项，生成用 {time.perf_counter() - start:.0f} 秒")
        reference, _ = measure(Client(), reverse("account_login"))
        print(f"参照：登录页 {reference * 1000:.0f} ms")
        for name, person in people().items():
            client = Client()
            client.force_login(person)
            for label, url in addresses(person).items():
                seconds, queries = measure(client, url)
                ratio = seconds / reference
                print(f"{name:7}{seconds * 1000:7.0f} ms  ×{ratio:5.1f}  {queries:3} 次查询  {label}")
    finally:
        runner.teardown_databases(old)


if __name__ == "__main__":
    main()
