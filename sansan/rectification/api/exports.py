"""Taking the ledger, a report or a task's closing file away. A POST: the trail remembers who took what."""

from typing import Any

from django.utils import timezone
from ninja import Query, Router

from sansan.interface import Id, attachment, file_answer
from sansan.people.request import PersonRequest
from sansan.rectification.actions.exports import EXPORT, export_closing_file, export_ledger, export_report
from sansan.rectification.api.given import TaskFilter
from sansan.rectification.api.tasks import filtered
from sansan.rectification.models import Round, Task
from sansan.rectification.presentation.frame import viewer
from sansan.rectification.views.exports import DOCX, XLSX

router = Router(tags=["导出"])
ZIP = "application/zip"


@router.post("exports/ledger", summary="导出台账", url_name="export_ledger", openapi_extra=file_answer(XLSX))
def ledger(request: PersonRequest, given: Query[TaskFilter]) -> Any:
    """与台账同样的筛选，导出为 Excel；没有符合条件的任务答复 422。"""
    person, today = viewer(request, EXPORT), timezone.localdate()
    workbook = export_ledger(by=person, tasks=filtered(person, given).apply(today))
    return attachment(workbook, name=f"整改台账-{today}.xlsx", media_type=XLSX)


@router.post(
    "rounds/{round_id}/export", summary="导出整改完成情况", url_name="export_report",
    openapi_extra=file_answer(DOCX),
)  # fmt: skip
def report(request: PersonRequest, round_id: Id) -> Any:
    """一轮督察的整改完成情况，Word 文件。"""
    data = export_report(by=viewer(request, EXPORT), round_id=round_id)
    name = Round.objects.values_list("name", flat=True).get(pk=round_id)
    return attachment(data, name=f"{name}整改完成情况-{timezone.localdate()}.docx", media_type=DOCX)


@router.post(
    "tasks/{task_id}/file", summary="导出销号卷", url_name="task_file", openapi_extra=file_answer(ZIP)
)
def closing_file(request: PersonRequest, task_id: Id) -> Any:
    """一项任务的全部材料和轨迹，zip，可离线核对。"""
    archive = export_closing_file(by=viewer(request, EXPORT), task_id=task_id)
    number = Task.objects.values_list("number", flat=True).get(pk=task_id)
    return attachment(
        archive, name=f"销号卷第{number or task_id}项-{timezone.localdate()}.zip", media_type=ZIP
    )
