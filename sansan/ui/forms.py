"""How a form looks."""

from django.forms.renderers import DjangoTemplates


class SansanFormRenderer(DjangoTemplates):
    """Label above, hint below, errors in a summary and beside the field."""
