"""Run as a program: what one person does while another has done something and not committed it yet.

The database is the one of the environment; it is migrated first. Prints one word for each pair: what stands afterwards.
"""

import datetime as dt
import threading
import time
from collections.abc import Callable
from dataclasses import replace

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from sansan.dispatch import bulletin as words  # noqa: E402
from sansan.dispatch.actions import bulletins  # noqa: E402
from sansan.dispatch.actions.freezing import freeze  # noqa: E402
from sansan.dispatch.models import Bulletin  # noqa: E402
from sansan.rectification.actions import parts, plan  # noqa: E402
from sansan.rectification.actions.deadlines import move_deadline  # noqa: E402
from sansan.rectification.actions.parts import Share  # noqa: E402
from sansan.rectification.actions.supervision import draft_paper, sign_paper  # noqa: E402
from sansan.rectification.models import Round  # noqa: E402
from tests.dispatch.scene import JUNE, MAY, Scene, scene  # noqa: E402
from tests.rectification.planned_city import PlannedCity, approved, planned_city  # noqa: E402

HELD = 1.0
"""Seconds the first transaction stays open, so that the second has come as far as it can."""
LATER = dt.date(2027, 12, 31)


def meanwhile(first: Callable[[], object], second: Callable[[], object]) -> str:
    """`first` in a transaction of its own, still open while `second` runs; what went wrong with `second`."""
    done, said = threading.Event(), []

    def before() -> None:
        with transaction.atomic():
            first()
            done.set()
            time.sleep(HELD)
        connection.close()

    def after() -> None:
        done.wait()
        try:
            second()
        except Exception as error:  # whatever it is, it is what the second person gets to see
            said.append(type(error).__name__)
        connection.close()

    threads = [threading.Thread(target=run) for run in (before, after)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said[0] if said else ""


def plan_and_deadline(city: PlannedCity) -> str:
    """A version that changes the goal is approved while the deadline of the same task is moved: both stand."""
    approved(city)
    version = plan.amend_plan(by=city.office, round_id=city.round.pk, reason="目标调整")
    item = version.items.get(task__number="1")
    plan.edit_item(by=city.office, item_id=item.pk, planned=replace(item.planned, goal="提前全部整改到位。"))
    plan.submit_plan(by=city.office, plan_id=version.pk)
    wrong = meanwhile(
        lambda: move_deadline(by=city.office, task_id=item.task_id, deadline=LATER, reason="上级同意延期"),
        lambda: plan.approve_plan(by=city.leader, plan_id=version.pk),
    )
    task = city.task("1")
    return wrong or ("both" if (task.goal, task.deadline_date) == ("提前全部整改到位。", LATER) else "lost")


def two_splits(city: PlannedCity) -> str:
    """Two tasks of a round are split at the same moment: their parts follow one another in the ledger."""

    def split(number: str) -> object:
        share = Share(city.yicheng.area_code, (city.yicheng.pk,))
        return parts.split_task(by=city.office, task_id=city.task(number).pk, shares=[share])

    wrong = meanwhile(lambda: split("1"), lambda: split("2"))
    return wrong or str(sorted(city.round.tasks.filter(parent__isnull=False).values_list("order", flat=True)))


def two_papers(city: PlannedCity) -> str:
    """Two papers are signed at the same moment: they get two numbers."""
    city.round.tasks.update(deadline_date=dt.date(2026, 1, 9))
    bodies = (city.yicheng.pk, city.queshan.pk)
    one, other = (
        draft_paper(
            by=city.office,
            task_id=city.task("3").pk,
            organisation_id=body,
            rung="circular",
            facts="逾期未完成。",
            demand="限期完成。",
        )
        for body in bodies
    )
    wrong = meanwhile(
        lambda: sign_paper(by=city.leader, paper_id=one.pk),
        lambda: sign_paper(by=city.leader, paper_id=other.pk),
    )
    one.refresh_from_db()
    other.refresh_from_db()
    return wrong or f"{one.serial},{other.serial}"


def two_bulletins(city: Scene) -> str:
    """The bulletins of two months are issued at the same moment: they get two numbers."""

    def ready(month: dt.date) -> Bulletin:
        period = city.open(month)
        freeze(by=city.office, period_id=period.pk)
        made = bulletins.draft_bulletin(by=city.office, period_id=period.pk)
        settled = {key: text.replace(words.TO_SETTLE, "") for key, text in made.sections.items()}
        return bulletins.edit_bulletin(
            by=city.office, bulletin_id=made.pk, title=made.title, sections=settled, revision=made.revision
        )

    one, other = ready(MAY), ready(JUNE)
    wrong = meanwhile(
        lambda: bulletins.issue_bulletin(by=city.leader, bulletin_id=one.pk),
        lambda: bulletins.issue_bulletin(by=city.leader, bulletin_id=other.pk),
    )
    numbers = Bulletin.objects.order_by("serial").values_list("serial", flat=True)
    return wrong or ",".join(map(str, numbers))


def main() -> None:
    call_command("migrate", verbosity=0, skip_checks=True)
    months = scene()
    said = [two_bulletins(months), plan_and_deadline(planned_city())]
    Round.objects.filter(name="市级督察").update(name="上一次市级督察")
    brief = planned_city("brief")
    said += [two_splits(brief), two_papers(brief)]
    print("|".join(said))  # noqa: T201


if __name__ == "__main__":
    main()
