"""The room as Django sees it."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "sansan.places"
    verbose_name = "区划与分区"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from sansan.places.verbs import VERBS
        from sansan.trail.registry import declare

        declare(VERBS)
