"""The room as Django sees it."""

from django.apps import AppConfig


class LeadershipConfig(AppConfig):
    name = "sansan.leadership"
    verbose_name = "组织领导"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from sansan.leadership import wiring

        wiring.declare()
