"""The second round's task list as a workbook, with deadlines counted from the day it is made."""

import datetime as dt
import io
from typing import Any

from openpyxl import Workbook

HEADINGS = (
    "序号",
    "类别",
    "反馈问题",
    "整改目标",
    "整改措施",
    "整改时限",
    "牵头单位",
    "责任单位",
    "配合单位",
    "整改状态",
)


def workbook(plan: dict[str, Any], *, today: dt.date) -> bytes:
    """The list as an office would send it: a title row, a header row, one row a task."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([f"{plan['name']}整改任务清单"])
    sheet.append(HEADINGS)
    for number, task in enumerate(plan["task"], 1):
        measures = "".join(f"（{n}）{text}" for n, text in enumerate(task["measures"], 1))
        deadline = task.get("wording") or _wording(today + dt.timedelta(days=task["due"]))
        sheet.append(
            [
                number,
                task["class"],
                task["problem"],
                task["goal"],
                measures,
                deadline,
                task.get("lead", ""),
                task["units"],
                task.get("support", ""),
                task["status"],
            ]
        )
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _wording(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日前"
