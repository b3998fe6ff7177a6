"""Carrying out what was previewed: once, row by row or all together, and kept as it went."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.utils import timezone

from sansan.errors import Conflict, Invalid, Missing
from sansan.lists.bulk import MOST, BulkVerb, Outcome, done, labels_of, verb_of
from sansan.lists.models import BulkRun
from sansan.people.access import require
from sansan.people.models import Person
from sansan.trail.record import record

AT_ONCE = 40
"""Rows done while the person waits; more become a job with a progress bar."""


@transaction.atomic
def start_run(
    *, by: Person, token: str, verb_key: str, keys: Sequence[int], values: str, together: bool
) -> BulkRun:
    """Note what is to be done to which rows. The same form sent twice is one run: the second gets the first's.

    `values` are the form's fields as sent; `together` does all of them or none.
    """
    verb = known_verb(verb_key)
    require(by, verb.permission)
    if not keys:
        raise Invalid("没有选中任何一行。请先勾选，或选择当前条件下全部。")
    if len(keys) > MOST:
        raise Invalid(f"一次最多办理 {MOST} {verb.unit}，请缩小筛选条件或分批办理。")
    before = BulkRun.objects.filter(token=token).first()
    if before is None:
        try:
            with transaction.atomic():
                run = BulkRun.objects.create(
                    person=by,
                    token=token,
                    verb=verb.key,
                    label=verb.label,
                    keys=list(keys),
                    values=values,
                    together=together,
                )
        except IntegrityError:
            before = BulkRun.objects.get(token=token)
    if before is not None:
        if before.person_id != by.pk:
            raise Conflict("该页面已提交过，请从列表重新选择。")
        return before
    record(
        "bulk.started",
        target=run,
        by=by,
        after={
            "verb": verb.label,
            "rows": len(keys),
            "together": "全部成功才办理" if together else "逐项办理",
        },
    )
    return run


def carry_out(*, run_id: int) -> None:
    """Do what remains of a run. Stopped in the middle it goes on where it was: a row and its result commit together."""
    run = BulkRun.objects.select_related("person").get(pk=run_id)
    verb, person = known_verb(run.verb), run.person
    values = _values(verb, person, run.values)
    labels = labels_of(person, verb, run.keys)
    if run.together:
        _all_or_nothing(run_id, verb, labels, values)
    else:
        while _next(run_id, verb, labels, values):
            pass


@transaction.atomic
def _next(run_id: int, verb: BulkVerb, labels: dict[int, str], values: dict[str, Any]) -> bool:
    run = _locked(run_id)
    at = len(run.results)
    if run.finished_at or at >= len(run.keys):
        return _finish(run)
    pk = run.keys[at]
    run.results.append(asdict(_done(run, verb, pk, labels, values)))
    run.save(update_fields=["results"])
    return True


@transaction.atomic
def _all_or_nothing(run_id: int, verb: BulkVerb, labels: dict[int, str], values: dict[str, Any]) -> None:
    run = _locked(run_id)
    if run.finished_at:
        return
    outcomes: list[Outcome] = []
    try:
        with transaction.atomic():
            for pk in run.keys:
                outcomes.append(_done(run, verb, pk, labels, values))
                if not outcomes[-1].done:
                    raise Conflict("")  # undoes what was done before it
    except Conflict:
        stopped = outcomes[-1]
        others = "有一项不能办理，全部未办理"
        outcomes = [
            stopped if pk == stopped.pk else Outcome(pk, labels.get(pk, ""), done=False, words=others)
            for pk in run.keys
        ]
    run.results = [asdict(outcome) for outcome in outcomes]
    run.save(update_fields=["results"])
    _finish(run)


def _done(run: BulkRun, verb: BulkVerb, pk: int, labels: dict[int, str], values: dict[str, Any]) -> Outcome:
    if pk not in labels:
        return Outcome(pk, "", done=False, words="已不在您的权限范围内")
    return done(run.person, verb, pk, labels[pk], values)


def _finish(run: BulkRun) -> bool:
    if run.finished_at is None:
        run.finished_at = timezone.now()
        run.save(update_fields=["finished_at"])
        record(
            "bulk.finished",
            target=run,
            by=run.person,
            after={"verb": run.label, "done": run.number_done, "refused": len(run.results) - run.number_done},
        )
    return False


def _locked(run_id: int) -> BulkRun:
    rows = BulkRun.objects.select_for_update(of=("self",)).select_related("person")
    found: BulkRun = rows.get(pk=run_id)
    return found


def _values(verb: BulkVerb, person: Person, sent: str) -> dict[str, Any]:
    form = verb.form(QueryDict(sent), person)
    if not form.is_valid():
        raise Invalid("填写的内容已不适用，请从列表重新选择。")
    return form.cleaned_data


def known_verb(key: str) -> BulkVerb:
    verb = verb_of(key)
    if verb is None:
        raise Missing("未找到这项批量操作，请刷新页面。")
    return verb
