"""How to get in, said on the login page: only while the sample city is what the database holds."""

from sansan.people.demo import Demo
from sansan.people.models import Person
from sansan.rectification.models import Round
from sansan.sample.accounts import accounts, password


def hint() -> Demo | None:
    """The demo accounts that can still log in; None where there is no sample round, so in all other deployments."""
    if not Round.objects.filter(is_sample=True).exists():
        return None
    active = set(
        Person.objects.filter(
            username__in=[account.username for account in accounts()], is_active=True
        ).values_list("username", flat=True)
    )
    shown = [(a.username, a.role_label) for a in accounts() if a.username in active]
    return Demo(password(), shown) if shown else None
