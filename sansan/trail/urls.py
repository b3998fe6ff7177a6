"""Addresses of the room."""

from django.urls import path

from sansan.trail import views

app_name = "trail"
urlpatterns = [
    path("", views.events, name="events"),
    path("<int:seq>/", views.event, name="event"),
    path("export", views.export, name="export"),
]
