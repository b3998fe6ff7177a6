"""Addresses of the room."""

from django.urls import URLPattern, URLResolver, path

from sansan.rectification.acceptors.views import acceptors
from sansan.rectification.acceptors.views import rows as acceptances
from sansan.rectification.archives import views as archives
from sansan.rectification.closing import views as closing
from sansan.rectification.figures import views as figures
from sansan.rectification.reminders.views import reminders
from sansan.rectification.urls_intake import urlpatterns as intake
from sansan.rectification.views import (
    answers,
    exports,
    findings,
    ledger,
    papers,
    parts,
    plans,
    policies,
    rounds,
    sources,
    task,
)
from sansan.rectification.views.step_pages import PAGES
from sansan.rectification.views.steps import step_page, tick

APART = {
    "unassign",
    "correct",
    "meaning",
    "typed",
    "identity_withdraw",
}  # pages about a part of a task, with an address of their own

app_name = "rectification"
urlpatterns: list[URLPattern | URLResolver] = [
    *intake,
    path("", rounds.rounds, name="rounds"),
    path("rounds/new", rounds.new, name="round_new"),
    path("rounds/<int:round_id>/", rounds.show, name="round"),
    path("rounds/<int:round_id>/edit", rounds.edit, name="round_edit"),
    path("rounds/<int:round_id>/tasks/new", rounds.new_task, name="task_new"),
    path("rounds/<int:round_id>/plan/", plans.show, name="plan"),
    path("rounds/<int:round_id>/plan/draft", plans.draft, name="plan_draft"),
    path("rounds/<int:round_id>/plan/amend", plans.amend, name="plan_amend"),
    path("rounds/<int:round_id>/plan/v<int:version>/", plans.show, name="plan_version"),
    path("rounds/<int:round_id>/split", parts.split_many, name="split_many"),
    path("plans/<int:plan_id>/file", plans.file, name="plan_file"),
    *(path(f"plans/<int:plan_id>/{name}", plans.step(name), name=f"plan_{name}") for name in plans.STEPS),
    path("plan-items/<int:item_id>", plans.item, name="plan_item"),
    path("rounds/<int:round_id>/export", exports.report, name="export_report"),
    path("rounds/<int:round_id>/exceptions", closing.exceptions, name="round_exceptions"),
    path("rounds/<int:round_id>/archive/", archives.archive, name="round_archive"),
    path("rounds/<int:round_id>/archive/make", archives.make, name="archive_make"),
    path("archives/<int:archive_id>/progress", archives.progress, name="archive_progress"),
    path("archives/<int:archive_id>/cancel", archives.cancel, name="archive_cancel"),
    path("archives/<int:archive_id>/file", archives.take, name="archive_file"),
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
    path("tasks/<int:task_id>/split", parts.split, name="task_split"),
    path("tasks/<int:task_id>/close", closing.close, name="task_close"),
    path("tasks/<int:task_id>/override", closing.override, name="task_override"),
    path("tasks/<int:task_id>/claims", closing.choose, name="task_claims"),
    path("tasks/<int:task_id>/units/<int:assignment_id>/remove", step_page("unassign"), name="task_unassign"),
    path("tasks/<int:task_id>/values/<int:value_id>", step_page("correct"), name="task_correct"),
    path("tasks/<int:task_id>/figures/<int:figure_id>/meaning", step_page("meaning"), name="task_meaning"),
    path("tasks/<int:task_id>/figures/<int:figure_id>/typed", step_page("typed"), name="task_typed"),
    path(
        "tasks/<int:task_id>/identities/<int:identity_id>/withdraw",
        step_page("identity_withdraw"),
        name="task_identity_withdraw",
    ),
    path("figures/sum", figures.sums, name="figure_sums"),
    path("figures/<int:figure_id>/", figures.show, name="figure"),
    path("figures/<int:figure_id>/take", figures.take, name="figure_take"),
    path("figures/<int:figure_id>/rows", figures.rows, name="figure_rows"),
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
    path("acceptors/", acceptors, name="acceptors"),
    path("acceptors/rows", acceptances, name="acceptances"),
    path("reminders/", reminders, name="reminders"),
    path("findings/", findings.findings, name="findings"),
    path("findings/<int:finding_id>", findings.dispose, name="finding"),
    path("sources/<int:source_id>/", sources.show, name="source_text"),
    path("policies/", policies.policies, name="policies"),
    path("policies/new", policies.policy, name="policy_new"),
    path("policies/<int:policy_id>", policies.policy, name="policy"),
]
