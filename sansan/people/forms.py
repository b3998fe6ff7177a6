"""Forms of the administration pages."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from sansan.people.models import Organisation, Person
from sansan.people.organisations import OrganisationRow
from sansan.people.queries import existing
from sansan.people.roles import Role, choices
from sansan.places.models import Area

_TOWNSHIP = 4


def day_field(label: str, *, required: bool = True, help_text: str = "") -> forms.DateField:
    """A day as the browser's own picker gives it."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, help_text=help_text, widget=widget)


def reason_field() -> forms.CharField:
    return forms.CharField(label="理由", max_length=200, help_text="会记入操作轨迹。")


class ReasonForm(forms.Form):
    reason = reason_field()


class EndPostForm(forms.Form):
    last_day = day_field("离任日期", help_text="最后一天在任。")
    reason = reason_field()


class ScopeForm(forms.Form):
    """The area switch: where to look and where to go back to."""

    area = forms.CharField(required=False, max_length=12)
    next = forms.CharField(required=False)


class PersonForm(forms.Form):
    name = forms.CharField(label="姓名", max_length=40)
    phone = forms.CharField(label="手机", max_length=20, required=False)
    email = forms.CharField(label="电子邮箱", max_length=254, required=False)


class NewPersonForm(PersonForm):
    username = forms.CharField(
        label="用户名",
        max_length=40,
        help_text="登录用，建立后不能修改；用统一身份认证的，须与那里的用户名一致。",
    )
    field_order = ("username", "name", "phone", "email")


class OrganisationForm(forms.Form):
    code = forms.CharField(
        label="机构编码", max_length=64, help_text="英文字母、数字、横线；建立后不能修改。"
    )
    name = forms.CharField(label="机构名称", max_length=100)
    short_name = forms.CharField(label="简称", max_length=40, required=False)
    kind = forms.ChoiceField(label="类别", choices=Organisation.Kind.choices)
    area_code = forms.ChoiceField(label="所辖区域")
    parent = forms.ChoiceField(label="上级机构", required=False)
    valid_from = day_field("设立日期", required=False, help_text="不详可不填。")
    valid_to = day_field("撤销日期", required=False, help_text="撤销后不再接受新的任职和任务，历史记录保留。")
    source = forms.CharField(label="依据", max_length=200, required=False, help_text="如设立或撤销的文号。")

    def __init__(self, *args: Any, organisation: Organisation | None = None, **kwargs: Any) -> None:
        if organisation is not None:
            kwargs["initial"] = _initial(organisation)
        super().__init__(*args, **kwargs)
        bodies = Organisation.objects.order_by("area_code", "code").exclude(
            code=organisation.code if organisation else ""
        )
        self.fields["area_code"].choices = area_choices()  # type: ignore[attr-defined]
        self.fields["parent"].choices = [("", "无"), *((body.code, str(body)) for body in bodies)]  # type: ignore[attr-defined]
        if organisation is not None:
            self.fields["code"].disabled = True

    def row(self) -> OrganisationRow:
        return OrganisationRow(**self.cleaned_data)


def _initial(body: Organisation) -> dict[str, Any]:
    names = ("code", "name", "short_name", "kind", "area_code", "valid_from", "valid_to", "source")
    return {name: getattr(body, name) for name in names} | {"parent": body.parent.code if body.parent else ""}


def area_choices() -> list[tuple[str, str]]:
    """Areas down to townships, indented by their level."""
    rows = Area.objects.filter(level__lte=_TOWNSHIP).order_by("code").values_list("code", "name", "level")
    return [(code, "　" * (level - 1) + name) for code, name, level in rows]


class AppointForm(forms.Form):
    person = forms.ModelChoiceField(Person.objects.none(), label="人员")
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label="机构")
    role = forms.ChoiceField(label="角色", help_text="各角色能做什么见“角色说明”。")
    area_code = forms.ChoiceField(
        label="区域", required=False, help_text="默认为机构的所辖区域，可缩小，不能扩大。"
    )
    title = forms.CharField(label="职务", max_length=60, required=False)
    starts_on = day_field("任职日期")
    ends_on = day_field("离任日期", required=False, help_text="最后一天在任；长期任职可不填。")

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people: QuerySet[Person] = Person.objects.filter(is_active=True).exclude(pk=by.pk).order_by("name")
        self.fields["person"].queryset = people  # type: ignore[attr-defined]
        self.fields["person"].empty_label = "请选择"  # type: ignore[attr-defined]
        self.fields["person"].label_from_instance = lambda person: f"{person.name}（{person.username}）"  # type: ignore[attr-defined]
        bodies = existing(Organisation.objects.all(), timezone.localdate()).order_by("area_code", "code")
        self.fields["organisation"].queryset = bodies  # type: ignore[attr-defined]
        self.fields["organisation"].empty_label = "请选择"  # type: ignore[attr-defined]
        self.fields["role"].choices = [("", "请选择"), *choices()]  # type: ignore[attr-defined]
        self.fields["area_code"].choices = [("", "机构的所辖区域"), *area_choices()]  # type: ignore[attr-defined]
        self.fields["starts_on"].initial = timezone.localdate()

    def arguments(self) -> dict[str, Any]:
        """What `actions.appoint` takes."""
        given = self.cleaned_data
        return given | {"role": Role(given["role"]), "area_code": given["area_code"] or None}


class UploadForm(forms.Form):
    file = forms.FileField(label="文件", help_text="xlsx 或 csv，首行是列名。")
    skip_bad = forms.BooleanField(
        label="有错的行跳过，其余照常导入",
        required=False,
        help_text="不勾选时，只要有一行有错就一行也不导入。",
    )


class PersonFilter(forms.Form):
    q = forms.CharField(label="姓名或用户名", required=False, max_length=40)
    role = forms.ChoiceField(label="角色", required=False, choices=[("", "全部"), *choices()])
    state = forms.ChoiceField(
        label="状态", required=False, choices=[("", "启用"), ("inactive", "已停用"), ("all", "全部")]
    )


class OrganisationFilter(forms.Form):
    q = forms.CharField(label="名称或编码", required=False, max_length=40)
    kind = forms.ChoiceField(label="类别", required=False, choices=[("", "全部"), *Organisation.Kind.choices])


class PostFilter(forms.Form):
    q = forms.CharField(label="姓名或机构", required=False, max_length=40)
    role = forms.ChoiceField(label="角色", required=False, choices=[("", "全部"), *choices()])
    state = forms.ChoiceField(
        label="状态",
        required=False,
        choices=[("", "在任"), ("future", "未到任"), ("ended", "已结束"), ("all", "全部")],
    )
