"""The room as Django sees it."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "sansan.people"
    label = "people"
    verbose_name = "机构与人员"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from sansan.people import wiring

        wiring.declare()
