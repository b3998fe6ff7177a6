"""The room as Django sees it."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "sansan.search"
    verbose_name = "搜索"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from sansan.search.listening import heard
        from sansan.trail.listening import listen
        from sansan.ui import navigation

        listen(heard)
        navigation.set_search("search:page", "rectification.view")
