"""The room as Django sees it."""

from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    """What a person sees first, and what a monitor asks."""

    name = "sansan.console"
    verbose_name = "今日"

    def ready(self) -> None:
        from sansan.ui import navigation

        navigation.register(navigation.Entry(10, "今日", "home", "console:today", phone=True))
