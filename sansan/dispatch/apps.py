"""The room as Django sees it."""

from django.apps import AppConfig


class DispatchConfig(AppConfig):
    name = "sansan.dispatch"
    label = "dispatch"
    verbose_name = "月调度"

    def ready(self) -> None:
        from sansan.dispatch import wiring

        wiring.declare()
