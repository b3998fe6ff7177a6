"""The room as Django sees it."""

from django.apps import AppConfig


class RectificationConfig(AppConfig):
    name = "sansan.rectification"
    verbose_name = "督察整改"

    def ready(self) -> None:
        from sansan.rectification import wiring

        wiring.declare()
