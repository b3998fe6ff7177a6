"""Addresses of the look itself: the gallery of parts, in development only."""

from django.urls import URLPattern

app_name = "ui"
urlpatterns: list[URLPattern] = []
