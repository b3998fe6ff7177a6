"""Addresses of the room."""

from django.urls import path

from sansan.notify import views

app_name = "notify"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("read/", views.mark_all, name="mark_all"),
    path("settings/", views.settings, name="settings"),
    path("sent/", views.deliveries, name="deliveries"),
    path("sent/<int:pk>/retry/", views.retry, name="retry"),
    path("<int:pk>/", views.open_message, name="open"),
    path("<int:pk>/read/", views.mark, name="mark"),
]
