"""How a form looks: label above, hint below, errors in a summary and beside the field, tied by aria-describedby."""

from pathlib import Path
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.forms.renderers import DjangoTemplates
from django.template.backends.django import DjangoTemplates as TemplateBackend
from django.utils.functional import cached_property

from sansan.ui.complaints import complaint

_CHECKS = (forms.CheckboxInput, forms.RadioSelect, forms.CheckboxSelectMultiple)


class SansanBoundField(BoundField):
    """Gives each widget its style, so that no form has to."""

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        widget = widget or self.field.widget
        attrs = super().build_widget_attrs(attrs, widget)
        style = " ".join(filter(None, [str(widget.attrs.get("class", "")), _style(widget)]))
        if style:
            attrs["class"] = style
        if isinstance(widget, forms.FileInput):
            attrs["data-module"] = "drop"
        return attrs

    @property
    def errors(self) -> Any:
        """The form's errors for this field, those of the library in our words."""
        found = super().errors
        for error in getattr(found, "data", ()):
            if isinstance(error, ValidationError):
                _reword(error, complaint(error, self.field, str(self.label)))
        return found

    @property
    def is_group(self) -> bool:
        """Several inputs under one question: a fieldset with a legend instead of a label."""
        return bool(self.field.widget.use_fieldset)

    @property
    def is_check(self) -> bool:
        """One tick box: its label stands beside it."""
        return isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def is_file(self) -> bool:
        return isinstance(self.field.widget, forms.FileInput)


def _reword(error: ValidationError, words: str) -> None:
    """Code and params stay: a page asks for its errors more than once, and gets the same words each time."""
    if words:
        error.message = words.replace("%", "%%") if error.params else words


def _style(widget: forms.Widget) -> str:
    if isinstance(widget, _CHECKS):
        return ""
    return "form-select" if isinstance(widget, forms.Select) else "form-control"


class SansanFormRenderer(DjangoTemplates):
    """Named in settings.FORM_RENDERER."""

    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/forms/field.html"
    bound_field_class = SansanBoundField

    @cached_property
    def engine(self) -> TemplateBackend:
        """Django's own widget templates, with our tags built in as they are on every page."""
        return TemplateBackend(
            {
                "APP_DIRS": True,
                "DIRS": [Path(forms.__file__).parent / "templates"],
                "NAME": "djangoforms",
                "OPTIONS": {"builtins": ["sansan.ui.templatetags.ui"]},
            }
        )
