"""Background work of the room."""

from django_tasks import task

from sansan.lists.bulk_actions import carry_out


@task()
def run_bulk(run_id: int) -> None:
    """Do what a person asked to be done to many rows; how it went is on the run itself."""
    carry_out(run_id=run_id)
