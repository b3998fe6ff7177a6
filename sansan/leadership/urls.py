"""Addresses of the room."""

from django.urls import path

from sansan.leadership.views import bodies, decisions, meetings

app_name = "leadership"
urlpatterns = [
    path("", bodies.bodies, name="bodies"),
    path("bodies/new", bodies.new, name="body_new"),
    path("bodies/<int:body_id>/", bodies.show, name="body"),
    path("bodies/<int:body_id>/edit", bodies.edit, name="body_edit"),
    path("bodies/<int:body_id>/dissolve", bodies.dissolve, name="body_dissolve"),
    path("bodies/<int:body_id>/seats/new", bodies.new_seat, name="seat_new"),
    path("seats/<int:seat_id>/change", bodies.change, name="seat_change"),
    path("seats/<int:seat_id>/vacate", bodies.vacate, name="seat_vacate"),
    path("terms/<int:term_id>/correct", bodies.correct, name="term_correct"),
    path("tasks/<int:task_id>/leaders/new", bodies.new_charge, name="charge_new"),
    path("leaders/<int:charge_id>/end", bodies.end_charge, name="charge_end"),
    path("meetings/", meetings.meetings, name="meetings"),
    path("meetings/new", meetings.new, name="meeting_new"),
    path("meetings/<int:meeting_id>/", meetings.show, name="meeting"),
    path("meetings/<int:meeting_id>/edit", meetings.edit, name="meeting_edit"),
    path("meetings/<int:meeting_id>/attendance", meetings.attendance, name="attendance"),
    path("meetings/<int:meeting_id>/agenda/new", meetings.new_item, name="item_new"),
    path("meetings/<int:meeting_id>/agenda/<int:item_id>/remove", meetings.remove_item, name="item_remove"),
    path("meetings/<int:meeting_id>/decisions/new", meetings.new_decision, name="decision_new"),
    path(
        "meetings/<int:meeting_id>/decisions/<int:decision_id>/remove",
        meetings.remove_decision,
        name="decision_remove",
    ),
    path("meetings/<int:meeting_id>/issue", meetings.issue, name="minutes_issue"),
    path("meetings/<int:meeting_id>/minutes", meetings.minutes, name="minutes"),
    path("decisions/", decisions.decisions, name="decisions"),
    path("decisions/<int:decision_id>/", decisions.show, name="decision"),
    *(
        path(f"decisions/<int:decision_id>/{name}", decisions.step(name), name=f"decision_to_{name}")
        for name in decisions.STEPS
    ),
]
