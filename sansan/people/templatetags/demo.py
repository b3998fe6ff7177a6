"""The demo accounts, for the login page of a sample city."""

from django import template

from sansan.people.demo import Demo, demo

register = template.Library()


@register.simple_tag
def demo_accounts() -> Demo | None:
    """None in every deployment of one's own."""
    return demo()
