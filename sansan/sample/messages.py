"""A few messages for the demo accounts, so that the bell has something to show. They stay in the page."""

from django.urls import reverse
from django.utils import timezone

from sansan.notify.models import Message
from sansan.notify.notice import notify
from sansan.people.models import Person
from sansan.rectification.models import AuditFinding, Task
from sansan.rectification.models.audit import Disposition
from sansan.rectification.workflow import State


def load() -> None:
    """For the city's office and one county's, about what the rounds of the sample hold."""
    office = Person.objects.get(username="shiban")
    county = Person.objects.get(username="xianban")
    notify(
        kind="notify.notice",
        to=[office, county],
        title="欢迎使用三散治理示例城市",
        body="与您有关的事项会列在这里。邮件、钉钉、企业微信要不要收、什么时候收，在“消息设置”里定。",
        url=reverse("console:today"),
    )
    findings = AuditFinding.objects.visible_to(office).filter(disposition=Disposition.OPEN).count()
    if findings:
        notify(
            kind="notify.notice",
            to=[office],
            title=f"报告里有 {findings} 条数据疑点等待处理",
            body="入账时对不上的数字和说法已逐条列出，请核实后写明处理意见。",
            url=reverse("rectification:findings"),
        )
    task = Task.objects.visible_to(county).filter(state=State.RECTIFYING).order_by("pk").first()
    if task is not None:
        notify(
            kind="notify.notice",
            to=[county],
            title=f"请填报第 {task.number} 项整改任务的进展",
            body="写明办理情况并上传佐证材料；整改到位后提交验收。",
            url=reverse("rectification:task", args=[task.pk]),
            area_code=county.posts.get().area_code,
            urgent=True,
        )
    # A demonstration writes to nobody's mailbox and to no group.
    Message.objects.filter(planned_at__isnull=True).update(planned_at=timezone.now())
