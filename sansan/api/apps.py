"""The room as Django sees it."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "sansan.api"
    label = "api"
    verbose_name = "接口"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from sansan.api import wiring

        wiring.declare()
