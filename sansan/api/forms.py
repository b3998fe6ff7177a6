"""Forms of the room: a new token, a subscription."""

from collections.abc import Mapping
from typing import Any, cast

from django import forms

from sansan.api.models import Push, Subscription, Token
from sansan.api.scopes import grantable
from sansan.config import config
from sansan.people.access import posts_in_force
from sansan.people.models import Person
from sansan.places.queries import area_name, children
from sansan.places.scope import level
from sansan.trail.registry import declared

_CITY = 2
KINDS: Mapping[str, str] = {
    "task.": "任务办理（交办、填报、验收、销号……）",
    "closing.": "销号核对",
    "request.": "延期和转办申请",
    "paper.": "督办文书",
    "measure.": "措施办结",
    "figure.": "数据",
    "finding.": "核查疑点",
    "report.": "报告入账",
    "round.": "督察",
}
"""The kinds of verb a subscriber chooses from."""


def _areas(person: Person) -> list[tuple[str, str]]:
    """The areas a token or a subscription can be narrowed to."""
    found = [("", "本人任职的全部区域")]
    for area in dict.fromkeys(post.area_code for post in posts_in_force(person) if post.area_code):
        found.append((area, area_name(area)))
        if level(area) == _CITY:
            found += list(children(area).values_list("code", "name"))
    return found


class TokenForm(forms.Form):
    name = forms.CharField(label="用途", max_length=60, help_text="如：与市大数据平台对接")
    kind = forms.ChoiceField(
        label="类别", choices=Token.Kind.choices, help_text="系统令牌供别的系统长期使用，同样以您的名义办理"
    )
    scopes = forms.MultipleChoiceField(
        label="许可",
        widget=forms.CheckboxSelectMultiple,
        help_text="只选对方确实需要的；不会超过您自己的权限",
    )
    area_code = forms.ChoiceField(label="限定区域", required=False)
    days = forms.IntegerField(label="有效天数", min_value=1)
    addresses = forms.CharField(
        label="限定来源地址",
        required=False,
        max_length=500,
        help_text="可不填；填 IP 地址或网段，多个以空格分开，如 10.20.30.0/24",
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.MultipleChoiceField", self.fields["scopes"]).choices = grantable(person)
        cast("forms.ChoiceField", self.fields["area_code"]).choices = _areas(person)
        most = config().api_token_max_days
        days = cast("forms.IntegerField", self.fields["days"])
        days.initial, days.help_text = min(90, most), f"最长 {most} 天，到期自动失效"

    def arguments(self) -> dict[str, Any]:
        """As the action takes them."""
        return {**self.cleaned_data, "addresses": self.cleaned_data["addresses"].split()}


class SubscriptionForm(forms.Form):
    name = forms.CharField(label="对接系统", max_length=60, help_text="如：市大数据平台")
    url = forms.CharField(label="接收地址", max_length=300, help_text="以 https:// 开头；不跟随跳转")
    verbs = forms.MultipleChoiceField(
        label="推送的动作", required=False, widget=forms.CheckboxSelectMultiple, help_text="不选即全部推送"
    )
    area_code = forms.ChoiceField(label="区域", required=False)

    def __init__(self, *args: Any, person: Person, now: Subscription | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ChoiceField", self.fields["area_code"]).choices = _areas(person)
        others = [
            (verb, declared().get(verb, verb)) for verb in (now.verbs if now else ()) if verb[-1] != "."
        ]
        cast("forms.MultipleChoiceField", self.fields["verbs"]).choices = [*KINDS.items(), *others]
        if now:
            for name in ("name", "url", "verbs", "area_code"):
                self.fields[name].initial = getattr(now, name)


class PushFilter(forms.Form):
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *Push.State.choices])


class TokenFilter(forms.Form):
    """For the security administrator."""

    holder = forms.CharField(label="所属人员", required=False, max_length=40)
    state = forms.ChoiceField(
        label="状态", required=False, choices=[("", "全部"), ("live", "有效"), ("dead", "已到期或吊销")]
    )
