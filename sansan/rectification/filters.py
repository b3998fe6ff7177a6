"""The ledger's filter bar. What is in the address is what is filtered, here and in the exports."""

import datetime as dt
from collections.abc import Collection
from typing import Any, cast

from django import forms
from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan

from sansan.config import config
from sansan.people.models import Organisation, Person
from sansan.places.scope import within
from sansan.rectification.board import WORDS, conditions
from sansan.rectification.models import Assignment, Measure, Round, Task, TaskArea, TaskClass
from sansan.rectification.models.task import STATUS_LABELS
from sansan.rectification.queries import (
    ALL_KINDS,
    NONE,
    TODO,
    county_areas,
    county_choices,
    todo,
    units_in_reach,
    visible_rounds,
)
from sansan.rectification.querysets import TaskQuerySet
from sansan.rectification.workflow import KIND_LABELS, UNFINISHED, Kind
from sansan.search.indexing import is_current
from sansan.search.queries import matching
from sansan.search.registry import kind_of
from sansan.search.words import parse
from sansan.ui.deadline import SOON_DAYS

DEADLINES = [
    ("", "全部期限"),
    ("late", "已超期"),
    ("soon", f"{SOON_DAYS} 天内到期"),
    ("later", "未到期"),
    ("none", "无明确期限"),
]

OTHER_KINDS = [(kind.value, label) for kind, label in KIND_LABELS.items() if kind is not Kind.TASK]


class LedgerFilter(forms.Form):
    """Bound to the query string; unknown values are ignored as if not given."""

    q = forms.CharField(label="文字", required=False, max_length=80)
    round = forms.ModelChoiceField(Round.objects.none(), label="督察", required=False, empty_label="全部督察")
    klass = forms.ChoiceField(label="类别", required=False)
    county = forms.ChoiceField(label="县区", required=False)
    unit = forms.ModelChoiceField(
        Organisation.objects.none(), label="责任单位", required=False, empty_label="全部单位"
    )
    kind = forms.ChoiceField(
        label="任务种类",
        required=False,
        choices=[("", KIND_LABELS[Kind.TASK]), *OTHER_KINDS, (ALL_KINDS, "全部种类")],
    )
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部状态"), *WORDS.items()])
    status = forms.ChoiceField(
        label="报告状态",
        required=False,
        choices=[
            ("", "全部"),
            *((code.value, label) for code, label in STATUS_LABELS.items()),
            (NONE, "报告未写状态"),
        ],
    )
    due = forms.ChoiceField(label="期限", required=False, choices=DEADLINES)
    todo = forms.ChoiceField(
        label="待我办理",
        required=False,
        choices=[("", "不限"), *((key, kind.label) for key, kind in TODO.items())],
    )

    def __init__(self, data: Any, *, person: Person) -> None:
        super().__init__(data)
        self.person = person
        self.tasks = Task.objects.visible_to(person)
        cast("forms.ModelChoiceField[Any]", self.fields["round"]).queryset = visible_rounds(person)
        cast("forms.ChoiceField", self.fields["county"]).choices = [
            ("", "全部县区"),
            *county_choices(config().city_code),
            (NONE, "未落到县区"),
        ]
        cast("forms.ModelChoiceField[Any]", self.fields["unit"]).queryset = units_in_reach(person)
        self._offer_classes()

    def apply(self, today: dt.date, *, without: Collection[str] = ()) -> TaskQuerySet:
        """The tasks the filter lets through; `without` names fields left out of account."""
        self.is_valid()
        rows = self.tasks if self.cleaned_data.get("kind") else self.tasks.counted()
        for name, value in self.cleaned_data.items():
            if value not in (None, "") and name not in without:
                rows = rows.filter(getattr(self, f"_by_{name}")(value, today))
        return rows

    def spans_rounds(self) -> bool:
        """Whether rows of more than one round may be in view (call after `apply`)."""
        return not self.cleaned_data.get("round") and len(visible_rounds(self.person)[:2]) > 1

    def _offer_classes(self) -> None:
        """Classes belong to a round: without one chosen there is nothing to choose from."""
        chosen = str(self.data.get("round", ""))
        if not chosen.isdigit():
            del self.fields["klass"]
            return
        classes = TaskClass.objects.filter(
            round__in=visible_rounds(self.person), round=int(chosen), parent=None
        )
        cast("forms.ChoiceField", self.fields["klass"]).choices = [
            ("", "全部类别"),
            *((str(c.pk), f"{c.number}、{c.title}" if c.number else c.title) for c in classes),
            (NONE, "未分类"),
        ]

    def _by_q(self, text: str, _: dt.date) -> Q:
        """What the search finds among tasks (problem, goal, measures, units), or the number itself.

        Until there is an index the texts are scanned: slower, and only for the problem and the measures.
        """
        kind, query = kind_of("task"), parse(text)
        if kind and query and is_current():
            return Q(number=text) | Q(pk__in=matching(kind, query).values("target_id"))
        return self._scanned(text)

    def _scanned(self, text: str) -> Q:
        """Chinese has no case: looked for as it stands, by position, PostgreSQL finds it several times faster than
        by LIKE, which walks the text character by character.
        """
        if text.lower() != text.upper():
            found = Q(problem__icontains=text)
            measures = Measure.objects.filter(text__icontains=text)
        else:
            found = Q(GreaterThan(StrIndex("problem", Value(text)), 0))
            measures = Measure.objects.filter(GreaterThan(StrIndex("text", Value(text)), 0))
        return found | Q(number=text) | Q(pk__in=measures.values("task"))

    def _by_round(self, chosen: Round, _: dt.date) -> Q:
        return Q(round=chosen)

    def _by_klass(self, chosen: str, _: dt.date) -> Q:
        return Q(klass=None) if chosen == NONE else Q(klass=int(chosen))

    def _by_kind(self, kind: str, _: dt.date) -> Q:
        return Q() if kind == ALL_KINDS else Q(kind=kind)

    def _by_county(self, code: str, _: dt.date) -> Q:
        if code == NONE:
            return ~Q(Exists(county_areas()))
        return Q(Exists(TaskArea.objects.filter(within("area_code", code), task=OuterRef("pk"))))

    def _by_unit(self, chosen: Organisation, _: dt.date) -> Q:
        return Q(Exists(Assignment.objects.filter(organisation=chosen, task=OuterRef("pk"))))

    def _by_state(self, name: str, today: dt.date) -> Q:
        return conditions(today)[name]

    def _by_status(self, code: str, _: dt.date) -> Q:
        return Q(claimed_code="" if code == NONE else code)

    def _by_due(self, name: str, today: dt.date) -> Q:
        soon = today + dt.timedelta(days=SOON_DAYS)
        return {
            "late": conditions(today)["overdue"],
            "soon": Q(deadline_date__range=(today, soon), state__in=UNFINISHED),
            "later": Q(deadline_date__gt=soon),
            "none": Q(deadline_date__isnull=True),
        }[name]

    def _by_todo(self, key: str, today: dt.date) -> Q:
        return Q(pk__in=todo(self.person, key, today).values("pk"))
