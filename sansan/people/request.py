"""The request of someone who is logged in: what views behind `LoginRequiredMiddleware` are given."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from sansan.people.models import Person


class PersonRequest(HttpRequest):
    """Only for annotations; Django makes the request itself."""

    user: Person
    htmx: HtmxDetails
