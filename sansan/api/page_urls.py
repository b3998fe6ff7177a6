"""Addresses of the room's pages."""

from django.urls import path

from sansan.api import push_views, views

app_name = "interface"
urlpatterns = [
    path("tokens/", views.tokens, name="tokens"),
    path("tokens/new/", views.new_token, name="new_token"),
    path("tokens/all/", views.all_tokens, name="all_tokens"),
    path("tokens/<int:pk>/revoke/", views.revoke, name="revoke_token"),
    path("pushes/", push_views.subscriptions, name="subscriptions"),
    path("pushes/new/", push_views.new_subscription, name="new_subscription"),
    path("pushes/<int:pk>/", push_views.subscription, name="subscription"),
    path("pushes/<int:pk>/edit/", push_views.edit_subscription, name="edit_subscription"),
    path("pushes/<int:pk>/secret/", push_views.rotate, name="rotate_secret"),
    path("pushes/<int:pk>/active/", push_views.activate, name="activate_subscription"),
    path("pushes/sent/<int:pk>/again/", push_views.again, name="push_again"),
    path("reference/", views.reference, name="reference"),
]
