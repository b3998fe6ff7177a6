"""Meetings: who chaired and came, what was on the agenda, what was decided and what became of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from sansan.leadership.models.bodies import Body, Seat
from sansan.leadership.querysets import DecisionQuerySet, MeetingQuerySet
from sansan.rectification.models import Task


class Meeting(models.Model):
    """One meeting of a body. `minutes` are the lines as issued; from then on nothing of the meeting changes."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="meetings", verbose_name="召集机构")
    kind = models.CharField("类型", max_length=12)  # a key of data/meetings.toml
    area_code = models.CharField("区域", max_length=12)
    year = models.PositiveSmallIntegerField("年份")
    serial = models.PositiveIntegerField("次数")
    subject = models.CharField("议题概要", max_length=200)
    held_on = models.DateField("日期")
    place = models.CharField("地点", max_length=120)
    chair = models.ForeignKey(
        Seat, models.PROTECT, null=True, blank=True, related_name="chaired", verbose_name="主持席位"
    )
    chair_name = models.CharField("主持人（不在席位中的）", max_length=80, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    words = models.CharField("纪要代字", max_length=20, blank=True)
    minutes_year = models.PositiveSmallIntegerField("纪要年份", null=True, blank=True)
    minutes_serial = models.PositiveIntegerField("纪要序号", null=True, blank=True)
    minutes = models.JSONField("纪要", default=list)
    issued_at = models.DateTimeField("印发时间", null=True, blank=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = "会议"
        ordering = ["-held_on", "-id"]
        indexes = [models.Index(fields=["area_code", "-held_on"])]
        constraints = [
            models.UniqueConstraint(fields=["body", "kind", "year", "serial"], name="meeting_number_once"),
            models.UniqueConstraint(
                fields=["area_code", "words", "minutes_year", "minutes_serial"],
                condition=Q(minutes_serial__isnull=False),
                name="minutes_number_once_per_area",
            ),
            models.CheckConstraint(
                condition=Q(issued_at__isnull=True, minutes_serial__isnull=True)
                | Q(issued_at__isnull=False, minutes_serial__isnull=False, minutes_year__isnull=False),
                name="minutes_issued_with_number",
            ),
        ]

    def __str__(self) -> str:
        from sansan.leadership.meeting_rules import kind_of

        return kind_of(self.kind).number.format(body=self.body.name, year=self.year, serial=self.serial)

    @property
    def number(self) -> str:
        """攻坚纪〔2026〕3号; nothing before the minutes are issued."""
        return f"{self.words}〔{self.minutes_year}〕{self.minutes_serial}号" if self.minutes_serial else ""

    @property
    def kind_label(self) -> str:
        from sansan.leadership.meeting_rules import kind_of

        return kind_of(self.kind).label


class Attendance(models.Model):
    """Who was expected and whether he came; by seat, or by name."""

    class Presence(models.TextChoices):
        PRESENT = "present", "出席"
        SENT = "sent", "委托他人参会"
        ABSENT = "absent", "缺席、请假"

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendance")
    seat = models.ForeignKey(Seat, models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField("姓名或单位", max_length=80, blank=True)
    presence = models.CharField("到会", max_length=10, choices=Presence, default=Presence.PRESENT)
    order = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "参会"
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "seat"], condition=Q(seat__isnull=False), name="seat_attends_once"
            ),
            models.CheckConstraint(
                condition=Q(seat__isnull=False) | ~Q(name=""), name="attendance_of_somebody"
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(self.seat)


class AgendaItem(models.Model):
    """One matter of the meeting; its material hangs on it as evidence."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="agenda")
    order = models.PositiveIntegerField("顺序")
    title = models.CharField("议题", max_length=200)
    presenter = models.CharField("汇报单位或人员", max_length=80, blank=True)
    text = models.TextField("审议情况", blank=True)

    class Meta:
        verbose_name = "议题"
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["meeting", "order"], name="agenda_order_once")]

    def __str__(self) -> str:
        return self.title


class Decision(models.Model):
    """What a meeting decided. Its follow-up is its own, or that of the rectification task it became."""

    class State(models.TextChoices):
        OPEN = "open", "办理中"
        REPORTED = "reported", "待办结"
        CLOSED = "closed", "已办结"

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="decisions")
    item = models.ForeignKey(
        AgendaItem, models.SET_NULL, null=True, blank=True, related_name="decisions", verbose_name="议题"
    )
    order = models.PositiveIntegerField("顺序")
    text = models.TextField("议定事项")
    organisation = models.ForeignKey(
        "people.Organisation", models.PROTECT, related_name="+", verbose_name="责任单位"
    )
    deadline = models.DateField("完成时限", null=True, blank=True)
    task = models.ForeignKey(
        Task, models.PROTECT, null=True, blank=True, related_name="decisions", verbose_name="整改任务"
    )
    state = models.CharField("状态", max_length=10, choices=State, default=State.OPEN)
    closing_note = models.TextField("办结意见", blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = "议定事项"
        ordering = ["meeting", "order", "id"]
        indexes = [models.Index(fields=["state", "deadline"]), models.Index(fields=["organisation", "state"])]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "order"], name="decision_order_once"),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False)
                | (~Q(state="closed") & Q(closed_at__isnull=True)),
                name="decision_closed_state_and_time_together",
            ),
        ]

    def __str__(self) -> str:
        return self.text if len(self.text) <= 40 else self.text[:40] + "…"


class DecisionReport(models.Model):
    """What the unit said of it, and why the office sent it back."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="reports")
    text = models.TextField("办理情况")
    done = models.BooleanField("申请办结", default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    returned_reason = models.TextField("退回理由", blank=True)
    returned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "议定事项办理情况"
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return self.text[:40]
