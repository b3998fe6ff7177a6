"""Addresses of the room."""

from django.urls import path

from sansan.evidence import views

app_name = "evidence"
urlpatterns = [
    path("<int:pk>/file", views.file, name="file"),
    path("<int:pk>/thumbnail", views.thumbnail, name="thumbnail"),
]
