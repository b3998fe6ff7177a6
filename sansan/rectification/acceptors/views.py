"""The page 验收质量: acceptors' records, and the acceptances behind each number."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from sansan.errors import NotAllowed
from sansan.people.access import may
from sansan.people.models import Person
from sansan.rectification.acceptors.queries import (
    ACCEPT,
    NO_BODY,
    OUTCOME_LABELS,
    RECORD,
    SEEN,
    Outcome,
    Standing,
    acceptances,
    narrowed,
    rounds_of,
    sees_others,
    shares,
    standings,
    totals,
)
from sansan.rectification.actions.exports import EXPORT
from sansan.rectification.models import Acceptance, Round, Task
from sansan.rectification.presentation.frame import crumbs, task_url, viewer
from sansan.rectification.procedures import LEVEL_LABELS, Level
from sansan.ui.filters import changed
from sansan.ui.listing import Listing, Order, list_page
from sansan.ui.parts import Crumb, Stat, Tab
from sansan.ui.table import Column, Table

PAGE_SIZE = 50
LINKED = "rectification/cells/linked_number.html"
TONES = {Outcome.FALSE: "bad", Outcome.RELAPSED: "warn", Outcome.HELD: "good"}
LOOKS = {
    Outcome.UNSEEN: "not_started",
    Outcome.HELD: "closed",
    Outcome.RELAPSED: "awaiting",
    Outcome.FALSE: "overdue",
}
GROUPINGS = {"person": "按验收人", "organisation": "按验收单位"}


class RecordFilter(forms.Form):
    round = forms.ModelChoiceField(Round.objects.none(), label="督察", required=False, empty_label="全部督察")
    level = forms.ChoiceField(
        label="验收级别",
        required=False,
        choices=[("", "全部"), *((k.value, v) for k, v in LEVEL_LABELS.items())],
    )


class RowsFilter(RecordFilter):
    outcome = forms.ChoiceField(
        label="回头看",
        required=False,
        choices=[("", "全部"), (SEEN, "已回看"), *((k.value, v) for k, v in OUTCOME_LABELS.items())],
    )
    by = forms.ChoiceField(label="验收人", required=False)
    organisation = forms.ChoiceField(label="验收单位", required=False)

    def offer(self, found: Any) -> None:
        """The persons and bodies there are acceptances of."""
        lines = standings(found, "person")
        persons = {str(line.by): line.name for line in lines}
        bodies = {str(line.organisation or NO_BODY): line.body or "单位不详" for line in lines}
        for name, known in (("by", persons), ("organisation", bodies)):
            field = cast("forms.ChoiceField", self.fields[name])
            field.choices = [("", "全部"), *sorted(known.items(), key=lambda pair: pair[1])]


@require_safe
def acceptors(request: HttpRequest) -> HttpResponse:
    """Who let pass what, and what became of it."""
    person = _viewer(request)
    rows = acceptances(person)
    form = _form(RecordFilter, request, rows)
    grouping = request.GET.get("group", "") if request.GET.get("group") in GROUPINGS else "person"
    lines = standings(narrowed(rows, form.cleaned_data), grouping)
    context = {
        "today": timezone.localdate(),
        "crumbs": crumbs(),
        "form": form,
        "groups": [
            Tab(label, changed(request.GET, {"group": "" if key == "person" else key}), key == grouping)
            for key, label in GROUPINGS.items()
        ],
        "stats": _stats(lines, request.GET),
        "sentence": _sentence(lines, others=sees_others(person)),
        "table": _records(lines, request.GET, grouping),
        "sees_others": sees_others(person),
    }
    return render(request, "rectification/acceptors/records.html", context)


@list_page("rectification.acceptances", "验收记录", "rectification/acceptors/rows.html")
def rows(request: HttpRequest) -> tuple[Listing, dict[str, Any]]:
    """The acceptances behind a number."""
    person = _viewer(request)
    found = acceptances(person)
    form = _form(RowsFilter, request, found)
    listing = Listing(
        narrowed(found, form.cleaned_data).select_related("task__round", "by", "organisation"),
        COLUMNS,
        {
            "newest": Order("新验收在前", ("-at",)),
            "task": Order("按任务", ("-task__round_id", "task__order")),
        },
        form,
        row_url=lambda a: task_url(a.task) + "#way",
        empty="没有符合条件的验收",
        size=PAGE_SIZE,
        export=EXPORT,
        exported=lambda rows: rows.filter(task__in=Task.objects.visible_to(person, EXPORT).values("pk")),
    )
    return listing, {
        "today": timezone.localdate(),
        "crumbs": [*crumbs(), Crumb("验收质量", reverse("rectification:acceptors"))],
        "of_page": lambda shown: {"who": _who(shown, form.cleaned_data)},
    }


def _looked_back(row: Acceptance) -> tuple[str, str]:
    outcome = Outcome(row.outcome)  # type: ignore[attr-defined]  # annotated by `acceptances`
    return LOOKS[outcome], OUTCOME_LABELS[outcome]


COLUMNS = (
    Column("任务", lambda a: str(a.task), link=True, key="task"),
    Column("督察", "task.round.short_name", phone=False),
    Column("级别", lambda a: a.get_level_display(), width="64px", key="level"),
    Column("验收人", lambda a: f"{a.by.name}（{a.organisation or '单位不详'}）", key="by"),
    Column("验收日期", "at", kind="date", width="96px"),
    Column("现场核查", "visited_on", kind="date", width="96px", phone=False),
    Column("验收意见", "opinion", phone=False),
    Column("回头看", _looked_back, kind="status", width="112px", key="outcome"),
    Column("回看日期", "looked_back_on", kind="date", width="96px"),
)


def _viewer(request: HttpRequest) -> Person:
    person = viewer(request)
    if not may(person, RECORD) and not may(person, ACCEPT):
        raise NotAllowed("验收质量由市攻坚办、领导和主管专项办查看；办理验收的人看到自己的。", verb=RECORD)
    return person


def _form(kind: type[RecordFilter], request: HttpRequest, found: Any) -> Any:
    form = kind(request.GET)
    cast("forms.ModelChoiceField[Any]", form.fields["round"]).queryset = rounds_of(found)
    if isinstance(form, RowsFilter):
        form.offer(found)
    form.is_valid()
    return form


def _address(query: QueryDict, **wanted: Any) -> str:
    kept = {name: query.get(name, "") for name in ("round", "level")}
    return reverse("rectification:acceptances") + changed(QueryDict(), {**kept, **wanted})


def _stats(lines: Sequence[Standing], query: QueryDict) -> list[Stat]:
    numbers = totals(lines)
    accepted = sum(numbers.values())
    return [
        Stat("验收", accepted, "次", _address(query)),
        *(
            Stat(
                label,
                numbers[outcome],
                "次",
                _address(query, outcome=outcome.value),
                tone=TONES.get(outcome, "") if numbers[outcome] else "",
            )
            for outcome, label in OUTCOME_LABELS.items()
        ),
    ]


def _sentence(lines: Sequence[Standing], *, others: bool) -> str:
    numbers = totals(lines)
    accepted, unseen = sum(numbers.values()), numbers[Outcome.UNSEEN]
    whose = "" if others else "您"
    return (
        f"{whose}验收 {accepted} 次，已回看 {accepted - unseen} 次，"
        f"虚假整改 {numbers[Outcome.FALSE]} 次、反弹 {numbers[Outcome.RELAPSED]} 次"
        if accepted
        else "还没有验收"
    )


def _records(lines: Sequence[Standing], query: QueryDict, grouping: str) -> Table:
    def address(line: Standing, **more: Any) -> str:
        body = line.organisation or NO_BODY
        return _address(query, **{"level": line.level, "by": line.by, "organisation": body, **more})

    def number(label: str, value: Any, *, phone: bool = True, **more: Any) -> Column:
        return Column(
            label,
            lambda line: (value(line), address(line, **more)),
            kind="number",
            unit="次",
            template=LINKED,
            phone=phone,
        )

    who = [Column("验收人", "name")] if grouping == "person" else []
    return Table(
        columns=[
            *who,
            Column("验收单位", lambda line: line.body or "单位不详"),
            Column("级别", lambda line: LEVEL_LABELS[Level(line.level)]),
            number("验收", lambda line: line.accepted),
            number("已回看", lambda line: line.looked_back, outcome=SEEN),
            number("未反弹", lambda line: line.numbers[Outcome.HELD], phone=False, outcome="held"),
            number("反弹", lambda line: line.numbers[Outcome.RELAPSED], outcome="relapsed"),
            number("虚假整改", lambda line: line.numbers[Outcome.FALSE], outcome="false"),
            Column(
                "虚假率",
                lambda line: shares(line.numbers[Outcome.FALSE], line.looked_back),
                hint="虚假整改次数 / 已回看次数；回看次数少的，比率说明不了问题",
            ),
        ],
        rows=lines,
        caption="验收质量",
        empty="还没有验收。任务验收通过后，会列在这里；回头看的结果计入验收人和验收单位。",
    )


def _who(found: Sequence[Acceptance], chosen: dict[str, Any]) -> str:
    """Whose acceptances the page lists, in words."""
    if not found:
        return ""
    first = found[0]
    if chosen.get("by"):
        return f"{first.by.name}（{first.organisation or '单位不详'}）"
    return str(first.organisation) if chosen.get("organisation") else ""
