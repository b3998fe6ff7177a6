"""Addresses: each room mounts its own under the word the user knows it by."""

from django.urls import include, path

urlpatterns = [
    path("", include("sansan.console.urls")),
    path("rectification/", include("sansan.rectification.urls")),
    path("leadership/", include("sansan.leadership.urls")),
    path("accountability/", include("sansan.accountability.urls")),
    path("dispatch/", include("sansan.dispatch.urls")),
    path("evidence/", include("sansan.evidence.urls")),
    path("messages/", include("sansan.notify.urls")),
    path("system/", include("sansan.people.urls")),
    path("places/", include("sansan.places.urls")),
    path("lists/", include("sansan.lists.urls")),
    path("search/", include("sansan.search.urls")),
    path("trail/", include("sansan.trail.urls")),
    path("accounts/", include("sansan.people.account_urls")),
    path("interface/", include("sansan.api.page_urls")),
    path("api/v1/", include("sansan.api.urls")),
    path("", include("sansan.ui.urls")),
]
