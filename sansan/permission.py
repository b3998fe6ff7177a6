"""The question a room below `people` asks before it shows or writes: may this person do this?

`people` answers (settings.PERMISSION_GATE names its function), and the arrows between the rooms still point down.
"""

from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string


def require(person: Any, verb: str) -> None:
    """Return when the person may; raise NotAllowed, with a Chinese message, when not."""
    import_string(settings.PERMISSION_GATE)(person, verb)
