"""A form with every kind of field, refused and accepted, so that all its looks are seen."""

from django import forms


class TaskForm(forms.Form):
    """Shaped like the form of a rectification task."""

    title = forms.CharField(label="问题", max_length=200, help_text="照抄反馈意见原文")
    unit = forms.ChoiceField(
        label="牵头单位", choices=[("", "请选择"), ("zj", "市住房和城乡建设局"), ("sw", "市商务局")]
    )
    deadline = forms.DateField(
        label="整改时限",
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": "请填写日期，如 2020-12-31"},
    )
    amount = forms.DecimalField(
        label="投入资金（万元）", required=False, decimal_places=2, help_text="最多两位小数"
    )
    measures = forms.CharField(label="整改措施", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    level = forms.ChoiceField(
        label="验收层级",
        choices=[("city", "市级验收"), ("county", "县级验收")],
        widget=forms.RadioSelect,
        initial="city",
    )
    attachment = forms.FileField(label="方案附件", required=False, help_text="PDF、Word，不超过 20 MB")
    public = forms.BooleanField(label="整改完成后公示", required=False)


class FilterForm(forms.Form):
    """Shaped like the filter bar of the ledger."""

    q = forms.CharField(label="内容", required=False)
    county = forms.ChoiceField(
        label="县区", required=False, choices=[("", "全部"), ("411702", "驿城区"), ("411728", "遂平县")]
    )
    unit = forms.ChoiceField(
        label="责任单位", required=False, choices=[("", "全部"), ("zj", "市住房和城乡建设局")]
    )
    state = forms.ChoiceField(
        label="状态", required=False, choices=[("", "全部"), ("overdue", "超期"), ("closed", "已销号")]
    )
    due = forms.DateField(label="时限不晚于", required=False, widget=forms.DateInput(attrs={"type": "date"}))
