"""Forms of the room's pages."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.utils import timezone

from sansan.leadership.meeting_rules import choices as kinds
from sansan.leadership.models import AgendaItem, Attendance, Body, Charge, Seat
from sansan.people.models import Organisation, Person
from sansan.rectification.forms import ManyFilesField, NamedField, day_field, text_field
from sansan.rectification.models import Round, Task

Pairs = list[tuple[Any, str]]


def _choose(form: forms.Form, name: str, pairs: Pairs) -> None:
    cast("forms.ChoiceField", form.fields[name]).choices = pairs


def _offer(form: forms.Form, name: str, rows: Iterable[tuple[str, Any]]) -> None:
    cast("NamedField", form.fields[name]).offer(rows)


def whole(value: str) -> int | None:
    """A chosen key; nothing chosen is None."""
    return int(value) if value else None


def document(label: str, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=80, help_text="如：驻办文〔2020〕12号", **options)


class BodyFilter(forms.Form):
    """Which bodies, and as of which day."""

    as_of = day_field("截至日期", required=False)
    kind = forms.ChoiceField(label="类别", required=False, choices=[("", "全部"), *Body.Kind.choices])


class AsOf(forms.Form):
    as_of = day_field("查看某一天", required=False)


class BodyForm(forms.Form):
    name = forms.CharField(label="名称", max_length=120)
    kind = forms.ChoiceField(label="类别", choices=Body.Kind.choices)
    area_code = forms.ChoiceField(label="区域")
    parent_id = forms.TypedChoiceField(label="上级机构", coerce=whole, empty_value=None, required=False)
    organisation = NamedField(
        label="日常工作承担单位",
        required=False,
        missing="没有这个单位；请从提示中选择，或留空。",
        help_text="如领导小组办公室所在的单位",
    )
    valid_from = day_field("成立日期")
    founded_by = document("成立文号", required=False)
    duties = text_field("职责", 4, required=False)

    def __init__(
        self, *args: Any, areas: Pairs, parents: Pairs, organisations: Iterable[Organisation], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "area_code", areas)
        _choose(self, "parent_id", [("", "无"), *parents])
        _offer(self, "organisation", [(o.name, o) for o in organisations])


class BodyEditForm(forms.Form):
    name = forms.CharField(label="名称", max_length=120)
    founded_by = document("成立文号", required=False)
    duties = text_field("职责", 4, required=False)
    reason = text_field("修改理由", 2)


class DissolveForm(forms.Form):
    on = day_field("撤销日期")
    document_number = document("撤销文号", required=False)


class SeatForm(forms.Form):
    title = forms.CharField(
        label="席位", max_length=60, help_text="如：政委、组长、副组长（常务）、成员（市住建局）"
    )


class HolderForm(forms.Form):
    """Who takes the seat, from when, by which document."""

    person = NamedField(
        label="系统人员",
        required=False,
        missing="没有这个人；请从提示中选择，不在系统中的填写姓名。",
        help_text="在本系统有账号的，从提示中选择",
    )
    name = forms.CharField(label="姓名", max_length=40, required=False, help_text="没有账号的填写姓名")
    post = forms.CharField(label="职务", max_length=80, required=False, help_text="任职时的职务，如：市长")
    on = day_field("任职日期", initial=timezone.localdate)
    document_number = document("任职文号")

    def __init__(self, *args: Any, persons: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "person", [(f"{p.name}（{p.username}）", p) for p in persons])


class VacateForm(forms.Form):
    on = day_field("最后任职日期", initial=timezone.localdate)
    document_number = document("卸任文号", required=False)


class TermForm(forms.Form):
    name = forms.CharField(label="姓名", max_length=40)
    post = forms.CharField(label="职务", max_length=80, required=False)
    reason = text_field("更正理由", 2)


class ChargeForm(forms.Form):
    seat_id = forms.TypedChoiceField(label="席位", coerce=int)
    kind = forms.ChoiceField(label="责任", choices=Charge.Kind.choices)
    starts_on = day_field("起始日期", initial=timezone.localdate)
    document_number = document("依据文号", required=False)

    def __init__(self, *args: Any, seats: Iterable[Seat], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "seat_id", [(s.pk, f"{s.body} {s.title}") for s in seats])


class EndForm(forms.Form):
    on = day_field("终止日期", initial=timezone.localdate)
    reason = text_field("理由", 2)


class MeetingFilter(forms.Form):
    body = forms.ChoiceField(label="召集机构", required=False)
    kind = forms.ChoiceField(label="类型", required=False, choices=[("", "全部"), *kinds()])

    def __init__(self, *args: Any, bodies: Iterable[Body], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "body", [("", "全部"), *((str(b.pk), b.name) for b in bodies)])


class MeetingForm(forms.Form):
    body_id = forms.TypedChoiceField(label="召集机构", coerce=int)
    kind = forms.ChoiceField(label="类型", choices=kinds())
    subject = forms.CharField(
        label="主题", max_length=200, help_text="接在“研究”之后，如：省督察反馈问题整改推进工作"
    )
    held_on = day_field("日期", initial=timezone.localdate)
    place = forms.CharField(label="地点", max_length=120)
    chair_id = forms.TypedChoiceField(label="主持席位", coerce=whole, empty_value=None, required=False)
    chair_name = forms.CharField(
        label="其他主持人", max_length=80, required=False, help_text="不在席位中的，写职务和姓名"
    )

    def __init__(self, *args: Any, bodies: Iterable[Body], seats: Iterable[Seat], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "body_id", [(b.pk, b.name) for b in bodies])
        _choose(self, "chair_id", [("", "不在席位中"), *((s.pk, f"{s.body} {s.title}") for s in seats)])


class AttendanceForm(forms.Form):
    """One choice for each who was expected, and further names."""

    others = text_field(
        "列席单位和人员", 4, required=False, help_text="每行一个；不在席位中、参加了会议的单位或人员"
    )

    def __init__(self, *args: Any, rows: Iterable[Attendance], names: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for row in rows:
            self.fields[f"row_{row.pk}"] = forms.ChoiceField(
                label=names[row.pk], choices=Attendance.Presence.choices, initial=row.presence
            )
        self.order_fields([name for name in self.fields if name != "others"] + ["others"])

    def presence(self) -> dict[int, str]:
        return {
            int(name.removeprefix("row_")): value
            for name, value in self.cleaned_data.items()
            if name.startswith("row_")
        }

    def named(self) -> list[str]:
        return str(self.cleaned_data["others"]).splitlines()


class ItemForm(forms.Form):
    title = forms.CharField(label="议题", max_length=200)
    presenter = forms.CharField(label="汇报单位或人员", max_length=80, required=False)
    text = text_field("审议情况", 5, required=False, help_text="写进纪要的话")
    uploads = ManyFilesField(label="会议材料", required=False)


class DecisionForm(forms.Form):
    text = text_field("议定事项", 3)
    organisation = NamedField(
        label="责任单位",
        missing="没有这个单位；请从提示中选择。",
        help_text="输入名称中的几个字，从提示中选择",
    )
    deadline = day_field("完成时限", required=False)
    item_id = forms.TypedChoiceField(label="所属议题", coerce=whole, empty_value=None, required=False)

    def __init__(
        self, *args: Any, organisations: Iterable[Organisation], items: Iterable[AgendaItem], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "organisation", [(o.name, o) for o in organisations])
        _choose(self, "item_id", [("", "不属于某一议题"), *((i.pk, i.title) for i in items)])


class DecisionFilter(forms.Form):
    state = forms.ChoiceField(label="状态", required=False)
    waits = forms.ChoiceField(
        label="等谁办",
        required=False,
        choices=[("", "全部"), ("unit", "等本单位办理的"), ("office", "等我办结的")],
    )
    q = forms.CharField(label="事项或责任单位", required=False, max_length=60)

    def __init__(self, *args: Any, words: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "state", [("", "全部"), *words])


class ReportForm(forms.Form):
    text = text_field("办理情况", 5)
    done = forms.BooleanField(label="已办完，申请办结", required=False)


class LinkForm(forms.Form):
    task = NamedField(
        label="整改任务",
        missing="没有这项任务；请从提示中选择。",
        help_text="输入编号或问题中的几个字，从提示中选择",
    )

    def __init__(self, *args: Any, tasks: Iterable[Task], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "task", [(f"{t.round.short_name} {t}", t) for t in tasks])


class MakeTaskForm(forms.Form):
    round_id = forms.TypedChoiceField(label="列入哪一轮督察", coerce=int)

    def __init__(self, *args: Any, rounds: Iterable[Round], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "round_id", [(r.pk, r.name) for r in rounds])


def day_of(form: forms.Form) -> dt.date:
    """The day a page is asked for, today where it says none or nonsense."""
    given = form.cleaned_data.get("as_of") if form.is_valid() else None
    return given if isinstance(given, dt.date) else timezone.localdate()
