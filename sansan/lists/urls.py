"""Addresses of the room: what the tools of a list post to."""

from django.urls import path

from sansan.lists import bulk_views, views

app_name = "lists"
urlpatterns = [
    path("columns", views.columns, name="columns"),
    path("views", views.save, name="save_view"),
    path("views/default", views.default, name="default_view"),
    path("views/<int:pk>/rename", views.rename, name="rename_view"),
    path("views/<int:pk>/delete", views.delete, name="delete_view"),
    path("bulk", bulk_views.bulk, name="bulk"),
    path("bulk/<int:pk>/", bulk_views.run, name="run"),
]
