"""What every page's frame needs: rooms, scope, search, the person's menu."""

from typing import Any

from django.http import HttpRequest


def frame(request: HttpRequest) -> dict[str, Any]:
    """Template context processor; lazily computed so that fragments pay nothing."""
    return {}
