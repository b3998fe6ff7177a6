"""The room as Django sees it."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """The look: frame, parts, error pages. It knows no room above it."""

    name = "sansan.ui"
    label = "ui"
    verbose_name = "界面"
