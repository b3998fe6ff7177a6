"""Telling those who handle records which names will go within a month, so that they may hold one back."""

import datetime as dt

from django.db import transaction
from django.urls import reverse

from sansan.accountability.actions.retention import due
from sansan.accountability.models import Record
from sansan.accountability.querysets import HANDLE
from sansan.notify.models import Message
from sansan.notify.notice import notify
from sansan.people.queries import holders_over

NOTICE_DAYS = 30
KIND = "accountability.retention"


@transaction.atomic
def announce(today: dt.date) -> None:
    """The message, once for each record and day of removal: also of one closed late, or after days without a worker."""
    soon = due(Record.objects.all(), today + dt.timedelta(days=NOTICE_DAYS))
    for row in soon.filter(removable_on__gt=today):
        key = f"retention-{row.pk}-{row.removable_on}"
        if Message.objects.filter(kind=KIND, key=key).exists():
            continue
        notify(
            kind=KIND,
            to=holders_over(row.area_code, HANDLE, today),
            title=f"{row}的姓名将于 {row.removable_on} 清除",
            body="到期后姓名、职务、事实和材料一并清除，不能恢复；统计数保留。有申诉、复查的请先办理暂缓清除。",
            url=reverse("accountability:retention"),
            area_code=row.area_code,
            key=key,
        )
