"""What every page's frame needs: rooms, scope, search, the person's menu."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject, cached_property

from sansan.ui import navigation


class Frame:
    """Computed part by part when the template asks, so that fragments pay nothing; a visitor sees the bare bar."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @property
    def person(self) -> Any:
        """Who is logged in, None for a visitor."""
        user = getattr(self._request, "user", None)
        return user if user is not None and user.is_authenticated else None

    @cached_property
    def rooms(self) -> list[navigation.Link]:
        return navigation.rooms(self._request) if self.person else []

    @cached_property
    def phone(self) -> list[navigation.Link]:
        return navigation.phone(self._request) if self.person else []

    @property
    def beyond_phone(self) -> list[navigation.Link]:
        """The rooms the bottom bar has no place for: a phone finds them in the person's menu."""
        shown = {link.url for link in self.phone}
        return [link for link in self.rooms if link.url not in shown]

    @cached_property
    def personal(self) -> list[navigation.Link]:
        return navigation.personal(self._request) if self.person else []

    @cached_property
    def scope(self) -> navigation.Scope | None:
        return navigation.scope(self._request) if self.person else None

    @cached_property
    def messages(self) -> tuple[str, int] | None:
        return navigation.messages(self._request) if self.person else None

    @property
    def search_url(self) -> str:
        return navigation.search(self._request) if self.person else ""

    @property
    def home_url(self) -> str:
        return navigation.address_of("console:today") or "/"

    @property
    def logout_url(self) -> str:
        return navigation.address_of("account_logout")


def frame(request: HttpRequest) -> dict[str, Any]:
    """Template context processor: `frame` in every template."""
    return {"frame": SimpleLazyObject(lambda: Frame(request))}
