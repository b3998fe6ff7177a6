"""What the room tells the rooms below it at start-up: its verbs, its place in the rail, who sees its evidence."""

from collections.abc import Collection
from typing import Any

from sansan.evidence import access as evidence_access
from sansan.notify import kinds
from sansan.rectification.closing import wiring as closing
from sansan.rectification.verbs import FIELDS, KINDS, VERBS
from sansan.trail import registry
from sansan.ui import navigation


def declare() -> None:
    registry.declare(VERBS)
    registry.declare_fields(FIELDS)
    kinds.declare(KINDS)
    navigation.register(
        navigation.Entry(
            20, "督察整改", "clipboard-check", "rectification:rounds", "rectification.view", phone=True
        )
    )
    closing.declare()
    _bindings()
    _declare_kinds_and_verbs()
    evidence_access.declare("rectification.progressreport", visible_reports)
    evidence_access.declare("rectification.lookback", visible_look_backs)
    evidence_access.declare("rectification.plan", visible_plans)


def _bindings() -> None:
    """Its models are there only once every room is known."""
    from sansan.rectification.figures import own_bindings

    own_bindings.declare()


def _declare_kinds_and_verbs() -> None:
    from sansan.rectification.bulk import declare_verbs
    from sansan.rectification.search import declare_kinds  # both read models, which are ready by now

    declare_kinds()
    declare_verbs()


def visible_reports(person: Any, report_ids: Collection[str]) -> set[str]:
    """Of these progress reports, those whose evidence the person may see."""
    from sansan.rectification.models import ProgressReport

    rows = ProgressReport.objects.visible_to(person).filter(pk__in=[int(pk) for pk in report_ids])
    return {str(pk) for pk in rows.values_list("pk", flat=True)}


def visible_plans(person: Any, plan_ids: Collection[str]) -> set[str]:
    """Of these plans, those whose papers of consent the person may see."""
    from sansan.rectification.models import Plan

    rows = Plan.objects.visible_to(person).filter(pk__in=[int(pk) for pk in plan_ids])
    return {str(pk) for pk in rows.values_list("pk", flat=True)}


def visible_look_backs(person: Any, look_back_ids: Collection[str]) -> set[str]:
    """Of these look-backs, those whose photos the person may see: whoever sees the task."""
    from sansan.rectification.models import LookBack, Task

    rows = LookBack.objects.filter(pk__in=[int(pk) for pk in look_back_ids])
    return {
        str(pk) for pk in rows.filter(task__in=Task.objects.visible_to(person)).values_list("pk", flat=True)
    }
