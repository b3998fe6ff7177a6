"""Views of one's own: kept, renamed, opened with, deleted; the columns one wants; a list taken away."""

from sansan.lists import actions
from tests.project.deeds.scene import City

LEDGER = "rectification.ledger"


def walk(city: City) -> None:
    by = city.officer
    view = actions.save_view(by=by, list_key=LEDGER, name="超期", query="state=overdue")
    actions.rename_view(by=by, view_id=view.pk, name="本县超期")
    actions.set_default_view(by=by, list_key=LEDGER, view_id=view.pk)
    actions.choose_columns(by=by, list_key=LEDGER, columns=["number", "problem"])
    actions.note_export(by=by, title="整改台账", said={"rows": 3})
    actions.delete_view(by=by, view_id=view.pk)
