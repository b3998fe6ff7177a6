"""A page with one form: what it asks for is carried out, or the form is shown again with what is wrong."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from sansan.rectification.views.forming import carried_out, status_of
from sansan.ui.parts import Crumb


@dataclass(frozen=True)
class Words:
    """What the page says: title, one sentence, the button, and what is said when it is done."""

    title: str
    says: str
    verb: str
    done: str
    tone: str = "primary"


def form_page(
    request: HttpRequest,
    form: forms.Form,
    act: Callable[[], object],
    *,
    words: Words,
    back: str,
    crumbs: Sequence[Crumb] = (),
) -> HttpResponse:
    """Carry out and go `back`, or show the form."""
    if request.method == "POST" and carried_out(form, act):
        messages.success(request, words.done)
        return redirect(back)
    context = {"words": words, "form": form, "back": back, "crumbs": crumbs}
    return render(request, "rectification/form_page.html", context, status=status_of(form))
