"""The parts of every page as template tags; a builtin, so no `{% load %}` is needed."""

from django import template

register = template.Library()
