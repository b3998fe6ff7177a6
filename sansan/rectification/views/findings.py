"""Questions of the figure audit: the numbers compared, and what a person made of them."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from sansan.errors import Missing
from sansan.rectification import queries
from sansan.rectification.actions.exports import EXPORT
from sansan.rectification.actions.upkeep import dispose_finding
from sansan.rectification.forms import DispositionForm
from sansan.rectification.models import AuditFinding, Disposition, Round
from sansan.rectification.presentation.findings import card, rule_name
from sansan.rectification.presentation.frame import crumbs, tabs, viewer
from sansan.rectification.views.forming import carried_out, status_of
from sansan.ui.filters import changed
from sansan.ui.listing import Listing, Order, list_page
from sansan.ui.parts import Crumb, Stat
from sansan.ui.table import Column

PAGE_SIZE = 30
AUDIT = "rectification.audit"
SETTLED = "settled"


class FindingFilter(forms.Form):
    """Bound to the query string."""

    round = forms.ModelChoiceField(Round.objects.none(), label="督察", required=False, empty_label="全部督察")
    rule = forms.ChoiceField(label="规则", required=False)
    disposition = forms.ChoiceField(
        label="处置", required=False, choices=[("", "全部"), *Disposition.choices, (SETTLED, "已处置")]
    )

    def __init__(
        self, data: Any, *, rows: QuerySet[AuditFinding], rounds: QuerySet[Round], rules: list[str]
    ) -> None:
        super().__init__(data)
        self.rows = rows
        cast("forms.ModelChoiceField[Round]", self.fields["round"]).queryset = rounds
        names = [(rule, rule_name(rule)) for rule in rules]
        cast("forms.ChoiceField", self.fields["rule"]).choices = [("", "全部规则"), *names]

    def apply(self, *, without: str = "") -> QuerySet[AuditFinding]:
        """The findings the filter lets through; `without` names a field left out of account."""
        self.is_valid()
        rows = self.rows
        for name, value in self.cleaned_data.items():
            if not value or name == without:
                continue
            settled = name == "disposition" and value == SETTLED
            rows = rows.exclude(disposition=Disposition.OPEN) if settled else rows.filter(**{name: value})
        return rows


COLUMNS = (
    Column("督察", "round.name"),
    Column("任务", "task.number"),
    Column("规则", lambda finding: rule_name(finding.rule), key="rule"),
    Column("问题", "message", link=True),
    Column("比对的数字", lambda finding: _numbers(finding.values), key="values"),
    Column("可能的合理原因", "innocent"),
    Column("原文", "quote"),
    Column("处置", lambda finding: finding.get_disposition_display(), key="disposition"),
    Column("处置理由", "reason"),
    Column("处置人", "disposed_by.name"),
    Column("处置日期", "disposed_at", kind="date"),
)
"""What a sheet of findings holds; the page shows each as a card."""


def _numbers(values: dict[str, Any]) -> str:
    return "；".join(f"{name}：{value}" for name, value in values.items())


@list_page("rectification.findings", "核查疑点", "rectification/findings.html")
def findings(request: HttpRequest) -> tuple[Listing, dict[str, Any]]:
    """The findings the viewer may see, open ones first."""
    person = viewer(request)
    seen = AuditFinding.objects.visible_to(person)
    rules = list(seen.order_by("rule").values_list("rule", flat=True).distinct())
    form = FindingFilter(request.GET, rows=seen, rounds=queries.visible_rounds(person), rules=rules)
    rows = form.apply().select_related("round", "task", "disposed_by")
    listing = Listing(
        rows,
        COLUMNS,
        {"order": Order("", ("disposed_at",))},
        form,
        size=PAGE_SIZE,
        cards=True,
        export=EXPORT,
        exported=lambda rows: rows.filter(
            pk__in=AuditFinding.objects.visible_to(person, EXPORT).values("pk")
        ),
    )

    def of_page(shown: Sequence[AuditFinding]) -> dict[str, Any]:
        ids = [finding.pk for finding in shown]
        disposable = AuditFinding.objects.visible_to(person, AUDIT).filter(pk__in=ids)
        return {
            "cards": [card(finding) for finding in shown],
            "disposable": set(disposable.values_list("pk", flat=True)),
        }

    return listing, {
        "tabs": tabs("findings"),
        "crumbs": crumbs(),
        "stats": _stats(form.apply(without="disposition"), request),
        "of_page": of_page,
    }


@require_http_methods(["GET", "POST"])
def dispose(request: HttpRequest, finding_id: int) -> HttpResponse:
    """Answer one question, with a reason; answering again replaces the answer, the trail keeps both."""
    person = viewer(request, AUDIT)
    rows = AuditFinding.objects.visible_to(person, AUDIT).select_related("round", "task", "disposed_by")
    finding = rows.filter(pk=finding_id).first()
    if finding is None:
        raise Missing("未找到该疑点，或不在您的权限范围内。", pk=finding_id)
    answered = finding.disposition != Disposition.OPEN
    initial = {"disposition": finding.disposition, "reason": finding.reason} if answered else {}
    form = DispositionForm(request.POST or None, initial=initial)
    back = _back(request)
    if request.method == "POST" and carried_out(
        form, lambda: dispose_finding(by=person, finding_id=finding_id, **form.cleaned_data)
    ):
        messages.success(request, "已处置该疑点。")
        return redirect(back)
    context = {
        "form": form,
        "card": card(finding),
        "back": back,
        "crumbs": crumbs(finding.round, Crumb("核查疑点", reverse("rectification:findings"))),
    }
    return render(request, "rectification/finding.html", context, status=status_of(form))


def _stats(rows: QuerySet[AuditFinding], request: HttpRequest) -> list[Stat]:
    """One number a disposition; each opens its rows."""
    numbers = dict(rows.order_by().values_list("disposition").annotate(number=Count("pk")))
    base = reverse("rectification:findings")
    total = Stat("全部", sum(numbers.values()), "条", base + changed(request.GET, {"disposition": ""}))
    return [total] + [
        Stat(label, numbers.get(code, 0), "条", base + changed(request.GET, {"disposition": code}))
        for code, label in Disposition.choices
    ]


def _back(request: HttpRequest) -> str:
    """Where the person came from, if that is a page of ours."""
    given = request.GET.get("next", "")
    allowed = url_has_allowed_host_and_scheme(given, {request.get_host()}, require_https=request.is_secure())
    return given if allowed else reverse("rectification:findings")
