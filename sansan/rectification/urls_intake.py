"""Addresses of the intake screen; part of the room's own."""

from django.urls import path

from sansan.rectification.views import intake

urlpatterns = [
    path("rounds/<int:round_id>/intake/", intake.receive, name="receive"),
    path("intake/<int:source_id>/", intake.show, name="intake"),
    path("intake/<int:source_id>/progress", intake.progress, name="intake_progress"),
    path("intake/<int:source_id>/cancel", intake.cancel, name="intake_cancel"),
    path("intake/<int:source_id>/confirm", intake.enter, name="intake_confirm"),
    path("intake/<int:source_id>/merge", intake.merge, name="intake_merge"),
    path("intake/<int:source_id>/proposals/<int:proposal_id>/", intake.correct, name="proposal"),
    path("intake/<int:source_id>/proposals/<int:proposal_id>/split", intake.split, name="proposal_split"),
    path("intake/<int:source_id>/proposals/<int:proposal_id>/drop", intake.drop, name="proposal_drop"),
    path(
        "intake/<int:source_id>/proposals/<int:proposal_id>/restore", intake.restore, name="proposal_restore"
    ),
    path("intake/<int:source_id>/proposals/<int:proposal_id>/link", intake.link, name="proposal_link"),
]
