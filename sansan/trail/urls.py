"""Addresses of the room."""

from django.urls import URLPattern

app_name = "trail"
urlpatterns: list[URLPattern] = []
