"""The room as Django sees it."""

from django.apps import AppConfig


class TrailConfig(AppConfig):
    name = "sansan.trail"
    verbose_name = "操作轨迹"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from sansan.trail.registry import declare
        from sansan.trail.verbs import VERBS
        from sansan.ui import navigation

        declare(VERBS)
        navigation.register(
            navigation.Entry(95, "操作轨迹", "history", "trail:events", "trail.view", phone=True)
        )
