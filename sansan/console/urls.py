"""Addresses of the room."""

from django.urls import path

from sansan.console import health, views

app_name = "console"
urlpatterns = [
    path("", views.today, name="today"),
    path("healthz", health.healthz, name="health"),
]
