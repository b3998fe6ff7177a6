"""Forms of the room: how one wants to be told, and the filters of the two lists."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, cast

from django import forms

from sansan.notify import addresses, kinds
from sansan.notify.models import Channel, Delivery, Preference
from sansan.people.models import Person

_AT_ONCE = ("", "随时发送")


def _time_field(label: str, help_text: str = "") -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, required=False, help_text=help_text, widget=widget)


class PreferenceForm(forms.Form):
    """One question per kind of message, over the channels set up; addresses only where the account has none."""

    email = forms.CharField(
        label="电子邮箱", required=False, max_length=254, help_text="账号上没有登记，填写后用于接收消息。"
    )
    mobile = forms.CharField(
        label="手机",
        required=False,
        max_length=20,
        help_text="账号上没有登记手机，填写后群机器人会在群里提醒您。",
    )
    quiet_from = _time_field("免打扰开始")
    quiet_to = _time_field("免打扰结束", "可跨零点，如 22:00 至 07:00；两项都空为不设。紧急消息不受限制。")
    digest_hour = forms.ChoiceField(
        label="发送时间",
        required=False,
        choices=[_AT_ONCE, *((str(hour), f"每天 {hour:02}:00 汇总成一条") for hour in range(24))],
        help_text="紧急消息总是随时发送。",
    )

    def __init__(
        self, *args: Any, person: Person, preference: Preference, channels: Sequence[Channel], **kwargs: Any
    ) -> None:
        kwargs.setdefault("initial", _initial(preference))
        super().__init__(*args, **kwargs)
        self._preference, self._channels = preference, channels
        if not channels:
            for name in ("email", "mobile", "quiet_from", "quiet_to", "digest_hour"):
                del self.fields[name]
            return
        robots = {Channel.DINGTALK, Channel.WECOM} & set(channels)
        if person.email or Channel.EMAIL not in channels:
            del self.fields["email"]
        if not robots or addresses.mobile_of(person, Preference()):
            del self.fields["mobile"]
        for kind, label in kinds.declared().items():
            self.fields[_name(kind)] = forms.MultipleChoiceField(
                label=label,
                required=False,
                widget=forms.CheckboxSelectMultiple,
                choices=[(channel.value, channel.label) for channel in channels],
                initial=[channel.value for channel in channels if preference.wants(kind, channel)],
            )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if bool(given.get("quiet_from")) != bool(given.get("quiet_to")) and not self.errors:
            missing = "quiet_to" if given.get("quiet_from") else "quiet_from"
            self.add_error(missing, "请把免打扰的开始和结束都填上，或都清空。")
        return given

    def arguments(self) -> dict[str, Any]:
        """What `actions.change_preferences` takes; what the page does not ask stays as it is."""
        given, now = self.cleaned_data, self._preference
        asked = {f"{kind}:{channel}" for kind in kinds.declared() for channel in self._channels}
        known = {f"{kind}:{channel}" for kind in kinds.declared() for channel in Channel}
        kept = (set(now.off) & known) - asked
        off = {
            f"{kind}:{channel}"
            for kind in kinds.declared()
            for channel in self._channels
            if channel.value not in given.get(_name(kind), [])
        }
        hour = given.get("digest_hour")
        return {
            "off": kept | off,
            "quiet": _pair(given.get("quiet_from"), given.get("quiet_to")),
            "digest_hour": int(hour) if hour else None,
            "email": given.get("email", now.email),
            "mobile": given.get("mobile", now.mobile),
        }


def _pair(begins: dt.time | None, ends: dt.time | None) -> tuple[dt.time, dt.time] | None:
    return (begins, ends) if begins is not None and ends is not None else None


def _name(kind: str) -> str:
    """A field for a kind; its code has full stops, which an id should not."""
    return f"kind-{kind.replace('.', '-')}"


def _initial(preference: Preference) -> dict[str, Any]:
    hour = preference.digest_hour
    return {
        "email": preference.email,
        "mobile": preference.mobile,
        "quiet_from": preference.quiet_from,
        "quiet_to": preference.quiet_to,
        "digest_hour": "" if hour is None else str(hour),
    }


class InboxFilter(forms.Form):
    show = forms.ChoiceField(
        label="范围", required=False, choices=[("", "未读"), ("all", "全部")], widget=forms.HiddenInput
    )  # chosen by a tab
    kind = forms.ChoiceField(label="类别", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = cast("forms.ChoiceField", self.fields["kind"])
        kind.choices = [("", "全部"), *kinds.declared().items()]


class DeliveryFilter(forms.Form):
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *Delivery.State.choices])
    channel = forms.ChoiceField(label="渠道", required=False, choices=[("", "全部"), *Channel.choices])
    person = forms.CharField(label="接收人姓名", required=False, max_length=40)
