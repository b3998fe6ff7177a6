"""Bulk actions step by step: fill in, see what would happen to each row, do it, see what happened.

The steps before the last write nothing: what is selected travels in the page.
"""

import secrets
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from sansan.errors import Invalid
from sansan.lists import jobs
from sansan.lists.bulk import MOST, BulkVerb, labels_of, tried
from sansan.lists.bulk_actions import AT_ONCE, carry_out, known_verb, start_run
from sansan.lists.models import BulkRun
from sansan.people.access import require
from sansan.people.models import Person
from sansan.ui.parts import Progress

_NOT_OF_THE_FORM = {
    "csrfmiddlewaretoken",
    "pk",
    "whole",
    "query",
    "verb",
    "step",
    "token",
    "together",
    "back",
}


@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """Every step before the result: `step` is empty, "preview" or "go"."""
    person = request.user
    assert isinstance(person, Person)  # the login middleware lets nobody else in
    verb = known_verb(request.POST.get("verb", ""))
    require(person, verb.permission)
    keys = _keys(request, person, verb)
    sent = _sent(request)
    step = request.POST.get("step", "")
    form = verb.form(sent if step or not _has_fields(verb, person) else None, person)
    context: dict[str, Any] = {
        "verb": verb,
        "keys": keys,
        "form": form,
        "back": _back(request),
        "most": MOST,
    }
    if step != "go" and (not form.is_bound or not form.is_valid()):
        context["labels"] = list(labels_of(person, verb, keys).values())[:5]
        return render(request, "lists/bulk_form.html", context, status=422 if form.errors else 200)
    if step == "go":
        run = start_run(
            by=person,
            token=request.POST.get("token", "")[:40],
            verb_key=verb.key,
            keys=keys,
            values=sent.urlencode(),
            together=request.POST.get("together") == "1",
        )
        if run.finished_at is None and not run.results:
            if len(run.keys) <= AT_ONCE:
                carry_out(run_id=run.pk)
            else:
                jobs.run_bulk.enqueue(run.pk)
        return redirect("lists:run", run.pk)
    outcomes = tried(person, verb, keys, form.cleaned_data)
    context |= {
        "outcomes": outcomes,
        "able": sum(outcome.done for outcome in outcomes),
        "unable": sum(not outcome.done for outcome in outcomes),
        "sent": [(name, value) for name, values in sent.lists() for value in values],
        "token": secrets.token_urlsafe(24),
    }
    return render(request, "lists/bulk_preview.html", context)


@require_safe
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """What happened to each row; a bar while it is still going on. One's own runs only."""
    found = get_object_or_404(BulkRun, pk=pk, person=request.user)
    progress = Progress(
        label=found.label,
        done=len(found.results),
        total=len(found.keys),
        state="done" if found.finished_at else "running",
        poll_url=request.path,
        result_url=request.path,
    )
    if request.headers.get("HX-Request"):
        return render(request, "lists/bulk_progress.html", {"job": progress})
    refused = len(found.results) - found.number_done
    return render(request, "lists/bulk_run.html", {"run": found, "job": progress, "refused": refused})


def _keys(request: HttpRequest, person: Person, verb: BulkVerb) -> list[int]:
    """The rows ticked, or all of the list's filter up to the limit; those the person may see, each once."""
    if request.POST.get("whole") == "1":
        rows = verb.whole(person, QueryDict(request.POST.get("query", "")))
        keys = list(rows.values_list("pk", flat=True)[: MOST + 1])
    else:
        given = dict.fromkeys(int(pk) for pk in request.POST.getlist("pk") if pk.isdecimal() and len(pk) < 19)
        keys = list(labels_of(person, verb, list(given)[: MOST + 1]))
    if not keys:
        raise Invalid("没有选中任何一行。请返回列表勾选，或选择当前条件下全部。")
    if len(keys) > MOST:
        raise Invalid(f"一次最多办理 {MOST} {verb.unit}，当前超过这个数，请缩小筛选条件或分批办理。")
    return keys


def _back(request: HttpRequest) -> str:
    """The list one came from, an address of ours."""
    given = request.POST.get("back", "")
    return given if url_has_allowed_host_and_scheme(given, allowed_hosts={request.get_host()}) else ""


def _sent(request: HttpRequest) -> QueryDict:
    """The fields of the verb's own form."""
    sent = request.POST.copy()
    for name in _NOT_OF_THE_FORM:
        sent.pop(name, None)
    return sent


def _has_fields(verb: BulkVerb, person: Person) -> bool:
    return bool(verb.form(None, person).fields)
