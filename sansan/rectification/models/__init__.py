"""What the room stores: rounds and tasks, reports on them, received documents, audit findings."""

from sansan.rectification.models.archive import RoundArchive
from sansan.rectification.models.audit import AuditFinding, Disposition
from sansan.rectification.models.closing import ClaimChoice, ClosingOverride, ClosingRequest
from sansan.rectification.models.figure import FigureIdentity, FigureValue, TaskFigure
from sansan.rectification.models.intake import Proposal, SourceDocument
from sansan.rectification.models.parts import Part, Split
from sansan.rectification.models.plan import Plan, PlanItem
from sansan.rectification.models.policy import Citation, PolicyDocument
from sansan.rectification.models.progress import ProgressReport
from sansan.rectification.models.round import Round, TaskClass
from sansan.rectification.models.supervision import Instrument
from sansan.rectification.models.task import Assignment, Measure, Task, TaskArea
from sansan.rectification.models.way import Acceptance, LookBack, Notice, Request

__all__ = [
    "Acceptance",
    "Assignment",
    "AuditFinding",
    "Citation",
    "ClaimChoice",
    "ClosingOverride",
    "ClosingRequest",
    "Disposition",
    "FigureIdentity",
    "FigureValue",
    "Instrument",
    "LookBack",
    "Measure",
    "Notice",
    "Part",
    "Plan",
    "PlanItem",
    "PolicyDocument",
    "ProgressReport",
    "Proposal",
    "Request",
    "Round",
    "RoundArchive",
    "SourceDocument",
    "Split",
    "Task",
    "TaskArea",
    "TaskClass",
    "TaskFigure",
]
