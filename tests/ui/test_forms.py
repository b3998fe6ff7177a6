"""A form says what is wrong twice: in a summary that leads to the field, and beside the field."""

from django import forms

from tests.ui.rendering import parsed, words


class Report(forms.Form):
    title = forms.CharField(label="问题", help_text="照抄原文")
    unit = forms.ChoiceField(label="单位", choices=[("a", "甲")], required=False)
    level = forms.ChoiceField(label="层级", choices=[("c", "市级")], widget=forms.RadioSelect)
    public = forms.BooleanField(label="公示", required=False)
    upload = forms.FileField(label="附件", required=False)
    secret = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self) -> None:
        raise forms.ValidationError("同一问题已有任务")


def test_the_summary_names_every_error_and_leads_to_its_field() -> None:
    shown = parsed("{{ form }}", form=Report({}))
    summary = shown.cssselect(".error-summary")[0]
    assert "有 3 处需要改正" in words(summary)
    assert "同一问题已有任务" in words(summary)
    targets = [a.get("href") for a in summary.cssselect("a")]
    assert targets == ["#id_title", "#id_level_0"]
    assert all(shown.cssselect(target) for target in targets)


def test_an_error_and_a_hint_are_tied_to_their_field() -> None:
    field = parsed("{{ form }}", form=Report({})).cssselect("#id_title")[0]
    assert field.get("aria-describedby") == "id_title_helptext id_title_error"
    assert field.get("aria-invalid") == "true"


def test_every_input_has_a_label() -> None:
    shown = parsed("{{ form }}", form=Report())
    for field in shown.cssselect("input:not([type=hidden]), select"):
        assert shown.cssselect(f"label[for={field.get('id')}]"), field.get("name")
    assert words(shown.cssselect("legend")[0]) == "层级"


def test_what_may_be_left_out_says_so() -> None:
    shown = parsed("{{ form }}", form=Report())
    assert words(shown.cssselect("label[for=id_unit]")[0]) == "单位选填"
    assert words(shown.cssselect("label[for=id_title]")[0]) == "问题"


def test_widgets_look_alike_without_the_form_saying_so() -> None:
    shown = parsed("{{ form }}", form=Report())
    assert shown.cssselect("#id_title")[0].get("class") == "form-control"
    assert shown.cssselect("#id_unit")[0].get("class") == "form-select"
    assert shown.cssselect("#id_level_0")[0].get("class") is None


def test_a_class_the_form_gives_is_kept() -> None:
    field = forms.CharField(widget=forms.TextInput(attrs={"class": "wide"}))
    form = type("F", (forms.Form,), {"a": field})()
    assert parsed("{{ form }}", form=form).cssselect("#id_a")[0].get("class") == "wide form-control"


def test_a_form_with_a_file_is_sent_as_one() -> None:
    shown = parsed('{% post_form form "提交" %}', form=Report())
    assert shown.cssselect("form")[0].get("enctype") == "multipart/form-data"
    assert words(shown.cssselect("button[type=submit]")[0]) == "提交"


class Typed(forms.Form):
    name = forms.CharField(label="名称", max_length=4)
    unit = forms.ChoiceField(label="单位", choices=[("a", "甲")])
    day = forms.DateField(label="日期")
    value = forms.DecimalField(label="数值")
    agreed = forms.BooleanField(label="已核对")


def test_a_field_left_empty_says_what_to_do_in_the_words_of_the_page() -> None:
    summary = words(parsed("{{ form }}", form=Typed({})).cssselect(".error-summary ul")[0])
    assert summary == "请填写名称。请选择单位。请填写日期。请填写数值。请勾选已核对。"


def test_a_value_that_cannot_stand_says_what_it_should_be() -> None:
    form = Typed({"name": "太长的名称", "unit": "b", "day": "昨天", "value": "很多", "agreed": "on"})
    assert "名称最多 4 个字" in words(parsed("{{ form }}", form=form).cssselect(".error-summary")[0])
    assert [words(error) for error in parsed("{{ form }}", form=form).cssselect(".field-error")] == [
        "名称最多 4 个字，现有 5 个。",
        "请从所列各项中选择单位。",
        "日期应如 2020-07-17。",
        "数值应为数字。",
    ]


def test_what_a_form_says_itself_stays_as_it_is() -> None:
    form = Typed({"name": "甲", "unit": "a", "day": "2020-07-17", "value": "1", "agreed": "on"})
    form.add_error("name", "同名的已有一个")
    assert words(parsed("{{ form }}", form=form).cssselect(".error-summary li")[0]) == "名称：同名的已有一个"


def test_a_message_the_form_gives_its_field_is_kept() -> None:
    field = forms.DateField(label="整改时限", error_messages={"invalid": "请照文件填写时限"})
    form = type("F", (forms.Form,), {"day": field})({"day": "昨天"})
    assert words(parsed("{{ form }}", form=form).cssselect(".field-error")[0]) == "请照文件填写时限"
