"""Who gets past the door."""

from django.contrib.auth import middleware


class LoginRequiredMiddleware(middleware.LoginRequiredMiddleware):
    """Default deny: a view is public only if it says so with `login_not_required`."""
