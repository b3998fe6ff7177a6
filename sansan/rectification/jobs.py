"""Background work of the room."""

from django_tasks import task

from sansan.rectification.actions.intake import read_source


@task()
def read_report(source_id: int) -> None:
    """Read a received report; how it went is on the report itself."""
    read_source(source_id=source_id)
