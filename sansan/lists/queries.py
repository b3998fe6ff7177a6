"""Reading what is kept of lists."""

from django.db.models import Q, QuerySet

from sansan.lists.models import ListChoice, SavedView
from sansan.people.access import posts_in_force
from sansan.people.models import Person


def seen(person: Person, list_key: str) -> QuerySet[SavedView]:
    """One's own views of a list and those shared with a body one serves in today."""
    bodies = [post.organisation_id for post in posts_in_force(person)]
    return SavedView.objects.filter(Q(person=person) | Q(organisation__in=bodies), list_key=list_key)


def choice_of(person: Person, list_key: str) -> ListChoice | None:
    return ListChoice.objects.select_related("view").filter(person=person, list_key=list_key).first()
