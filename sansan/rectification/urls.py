"""Addresses of the room."""

from django.urls import URLPattern, URLResolver, path

from sansan.rectification.closing import views as closing
from sansan.rectification.urls_intake import urlpatterns as intake
from sansan.rectification.views import (
    answers,
    exports,
    findings,
    ledger,
    papers,
    policies,
    rounds,
    sources,
    task,
)
from sansan.rectification.views.step_pages import PAGES
from sansan.rectification.views.steps import step_page, tick

APART = {"unassign", "correct"}  # pages about a part of a task, with an address of their own

app_name = "rectification"
urlpatterns: list[URLPattern | URLResolver] = [
    *intake,
    path("", rounds.rounds, name="rounds"),
    path("rounds/new", rounds.new, name="round_new"),
    path("rounds/<int:round_id>/", rounds.show, name="round"),
    path("rounds/<int:round_id>/edit", rounds.edit, name="round_edit"),
    path("rounds/<int:round_id>/tasks/new", rounds.new_task, name="task_new"),
    path("rounds/<int:round_id>/export", exports.report, name="export_report"),
    path("ledger/", ledger.ledger, name="ledger"),
    path("ledger/export", exports.ledger, name="export_ledger"),
    path("tasks/<int:task_id>/", task.show, name="task"),
    path("tasks/<int:task_id>/file", exports.closing_file, name="task_file"),
    path("tasks/<int:task_id>/edit", task.edit, name="task_edit"),
    *(
        path(f"tasks/<int:task_id>/{name}", step_page(name), name=f"task_{name}")
        for name in PAGES
        if name not in APART
    ),
    path("tasks/<int:task_id>/close", closing.close, name="task_close"),
    path("tasks/<int:task_id>/override", closing.override, name="task_override"),
    path("tasks/<int:task_id>/claims", closing.choose, name="task_claims"),
    path("tasks/<int:task_id>/units/<int:assignment_id>/remove", step_page("unassign"), name="task_unassign"),
    path("tasks/<int:task_id>/figures/<int:figure_id>", step_page("correct"), name="task_correct"),
    path("tasks/<int:task_id>/measures/<int:measure_id>", tick, name="measure_tick"),
    path("requests/<int:request_id>/answer", answers.answer, name="request_answer"),
    path("reports/<int:report_id>/review", answers.review, name="report_review"),
    path("papers/", papers.papers, name="papers"),
    path("papers/<int:paper_id>/", papers.show, name="paper"),
    path("papers/<int:paper_id>/file", papers.file, name="paper_file"),
    *(
        path(f"papers/<int:paper_id>/{name}", papers.step(name), name=f"paper_{name}")
        for name in papers.STEPS
    ),
    path("tasks/<int:task_id>/papers/new", papers.draft, name="paper_new"),
    path("findings/", findings.findings, name="findings"),
    path("findings/<int:finding_id>", findings.dispose, name="finding"),
    path("sources/<int:source_id>/", sources.show, name="source_text"),
    path("policies/", policies.policies, name="policies"),
    path("policies/new", policies.policy, name="policy_new"),
    path("policies/<int:policy_id>", policies.policy, name="policy"),
]
