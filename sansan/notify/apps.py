"""The room as Django sees it."""

from django.apps import AppConfig


class NotifyConfig(AppConfig):
    name = "sansan.notify"
    label = "notify"
    verbose_name = "消息"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from sansan.notify import wiring

        wiring.declare()
