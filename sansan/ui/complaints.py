"""What a field says when what was typed cannot stand, in the words of the page instead of the library's."""

from collections.abc import Mapping

from django import forms
from django.core.exceptions import ValidationError

_CHOSEN = (forms.Select, forms.RadioSelect, forms.CheckboxSelectMultiple, forms.FileInput)
_SENTENCES: Mapping[str, str] = {
    "required": "请{verb}{label}。",
    "invalid_choice": "请从所列各项中选择{label}。",
    "invalid_list": "请从所列各项中选择{label}。",
    "invalid_pk_value": "请从所列各项中选择{label}。",
    "max_length": "{label}最多 {limit_value} 个字，现有 {show_value} 个。",
    "empty": "{label}是空的，请重新选择。",
    "max_digits": "{label}的位数过多，请核对。",
    "max_whole_digits": "{label}的位数过多，请核对。",
    "max_decimal_places": "{label}最多 {max} 位小数。",
}


def complaint(error: ValidationError, field: forms.Field, label: str) -> str:
    """The sentence for an error of the library's own kinds; "" for a message that was written for its form."""
    if _is_written(field, error.code or ""):
        return ""
    sentence = _SENTENCES.get(error.code or "") or _malformed(error, field)
    return sentence.format(**{"label": label, "verb": _verb(field.widget), **(error.params or {})})


def _is_written(field: forms.Field, code: str) -> bool:
    """Whether the form gave this field a message of its own."""
    defaults = {str(vars(cls).get("default_error_messages", {}).get(code, "")) for cls in type(field).__mro__}
    return code in field.error_messages and str(field.error_messages[code]) not in defaults


def _malformed(error: ValidationError, field: forms.Field) -> str:
    """Forms write their own messages for "invalid" too; the library's are those of dates and numbers."""
    if error.code != "invalid":
        return ""
    if isinstance(field, forms.DateField):
        return "{label}应如 2020-07-17。"
    return "{label}应为数字。" if isinstance(field, forms.IntegerField) else ""


def _verb(widget: forms.Widget) -> str:
    if isinstance(widget, forms.CheckboxInput):
        return "勾选"
    return "选择" if isinstance(widget, _CHOSEN) else "填写"
