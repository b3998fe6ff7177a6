"""The room as Django sees it."""

from django.apps import AppConfig


class ListsConfig(AppConfig):
    name = "sansan.lists"
    verbose_name = "列表"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from sansan.lists.keeper import ListKeeper
        from sansan.lists.verbs import FIELDS, VERBS
        from sansan.trail import registry
        from sansan.ui.listing import keep_with

        registry.declare(VERBS)
        registry.declare_fields(FIELDS)
        keep_with(ListKeeper())
