"""整改完成情况: the report of a round from the ledger as it stands, scoped to the viewer."""

import datetime as dt

from sansan.rectification.exports.document import write_docx
from sansan.rectification.exports.lines import Head, render_lines
from sansan.rectification.models import Round
from sansan.rectification.proposals import ProposedTask
from sansan.rectification.querysets import TaskQuerySet
from sansan.rectification.snapshot import snapshots

SAMPLE_LABEL = "样例数据，不反映任何真实情况"


def head_of(round_: Round) -> Head:
    """The round's own title where its last report had one."""
    return Head(round_.report_title or f"{round_.name}整改完成情况", round_.as_of, round_.preamble)


def tasks_of(tasks: TaskQuerySet) -> list[ProposedTask]:
    return list(snapshots(tasks).values())


def report_docx(round_: Round, tasks: TaskQuerySet, *, at: dt.datetime) -> bytes:
    """The docx file of the round with these of its tasks, made `at`."""
    lines = render_lines(head_of(round_), tasks_of(tasks))
    return write_docx(lines, at=at, label=SAMPLE_LABEL if round_.is_sample else "")
