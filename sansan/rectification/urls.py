"""Addresses of the room."""

from django.urls import URLPattern, URLResolver

from sansan.rectification.urls_intake import urlpatterns as intake

app_name = "rectification"
urlpatterns: list[URLPattern | URLResolver] = [*intake]
