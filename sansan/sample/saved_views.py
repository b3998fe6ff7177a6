"""Views the demo accounts have saved of their lists, so that the chips above a list have something to show."""

from sansan.lists.actions import save_view
from sansan.people.access import posts_in_force
from sansan.people.models import Person

LEDGER = "rectification.ledger"


def load() -> None:
    """The city's office shares two with its colleagues and keeps one; a county keeps its own."""
    office = Person.objects.get(username="shiban")
    body = posts_in_force(office)[0].organisation_id
    for name, query in (
        ("超期任务", "state=overdue&sort=deadline"),
        ("7 天内到期", "due=soon&sort=deadline"),
    ):
        save_view(by=office, list_key=LEDGER, name=name, query=query, organisation_id=body)
    save_view(
        by=office,
        list_key=LEDGER,
        name="扬尘类",
        query="q=扬尘&cols=number,problem,assignments,deadline,state",
    )
    county = Person.objects.get(username="xianban")
    save_view(by=county, list_key=LEDGER, name="可填报的", query="todo=report&sort=deadline")
