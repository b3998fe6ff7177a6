"""The room as Django sees it."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "sansan.places"
    verbose_name = "区划与管控区"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from sansan.places.queries import area_name, filter_choices
        from sansan.places.verbs import VERBS
        from sansan.trail import areas, registry
        from sansan.ui import navigation

        registry.declare(VERBS)
        areas.declare(area_name, filter_choices)
        navigation.register(navigation.Entry(85, "区划", "map", "places:areas", "places.manage", phone=True))
