"""The room as Django sees it."""

from django.apps import AppConfig


class AccountabilityConfig(AppConfig):
    name = "sansan.accountability"
    verbose_name = "问责"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from sansan.accountability import wiring

        wiring.declare()
