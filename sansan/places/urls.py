"""Addresses of the room."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from sansan.places import views


class AreaCode(StringConverter):
    """A code as `scope.CODE` allows it."""

    regex = "[0-9A-Z]{1,12}"


register_converter(AreaCode, "area_code")

app_name = "places"
urlpatterns = [
    path("", views.areas, name="areas"),
    path("areas/<area_code:code>/", views.areas, name="area"),
    path("zones/", views.zones, name="zones"),
    path("zones/<int:pk>/", views.zone, name="zone"),
    path("counties.geojson", views.county_boundaries, name="counties"),
]
