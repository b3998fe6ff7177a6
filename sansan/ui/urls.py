"""Addresses of the look itself: the gallery of parts, in development only."""

from django.urls import path

from sansan.ui.gallery.views import gallery, message, progress, refused

app_name = "ui"
urlpatterns = [
    path("gallery/", gallery, name="gallery"),
    path("gallery/message/", message, name="gallery-message"),
    path("gallery/progress/", progress, name="gallery-progress"),
    path("gallery/refused/", refused, name="gallery-refused"),
]
