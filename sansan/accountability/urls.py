"""Addresses of the room."""

from django.urls import path

from sansan.accountability.views import figures, leads, records, retention
from sansan.accountability.workflow import State

app_name = "accountability"
urlpatterns = [
    path("", figures.statistics, name="statistics"),
    path("export", figures.export, name="statistics_export"),
    path("leads/", leads.leads, name="leads"),
    path("leads/<int:lead_id>/", leads.show, name="lead"),
    path("leads/<int:lead_id>/receive", leads.receive, name="lead_receive"),
    path("leads/<int:lead_id>/decide", leads.decide, name="lead_decide"),
    path("records/", records.records, name="records"),
    path("records/find", records.find, name="record_find"),
    path("records/new", records.new, name="record_new"),
    path("records/<int:record_id>/", records.show, name="record"),
    path("records/<int:record_id>/edit", records.edit, name="record_edit"),
    path("records/<int:record_id>/subjects/new", records.new_subject, name="subject_new"),
    path(
        "records/<int:record_id>/subjects/<int:subject_id>/remove",
        records.remove_subject,
        name="subject_remove",
    ),
    path("records/<int:record_id>/tasks/new", records.link_task, name="record_task"),
    path("records/<int:record_id>/accept", records.advance(State.ACCEPTED), name="record_accept"),
    path(
        "records/<int:record_id>/investigate", records.advance(State.INVESTIGATING), name="record_investigate"
    ),
    path("records/<int:record_id>/decide", records.decide, name="record_decide"),
    path("records/<int:record_id>/execute", records.advance(State.EXECUTING), name="record_execute"),
    path("records/<int:record_id>/close", records.close, name="record_close"),
    path("records/<int:record_id>/documents/new", records.new_document, name="document_new"),
    path("records/<int:record_id>/documents/<int:document_id>", records.document, name="document"),
    path("records/<int:record_id>/hold", records.hold, name="record_hold"),
    path("records/<int:record_id>/release", records.release, name="record_release"),
    path("retention/", retention.retention, name="retention"),
    path("retention/remove", retention.remove, name="retention_remove"),
]
