"""The rooms a person may enter. Rooms register themselves; the people room supplies the gate.

The look is the lowest layer, so it learns about rooms, rights and scope only through what they register at start-up.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse


@dataclass(frozen=True, order=True)
class Entry:
    """One room in the rail. `verb` is the right that opens it ("" = everybody who is logged in).

    `phone` puts it into the phone's bottom bar, under its `short` name where it has one.
    """

    order: int
    label: str
    icon: str
    url_name: str
    verb: str = ""
    phone: bool = False
    short: str = ""


@dataclass(frozen=True)
class Link:
    """An entry as the page shows it."""

    label: str
    icon: str
    url: str
    current: bool = False
    phone: bool = False
    short: str = ""


@dataclass(frozen=True)
class Scope:
    """The area whose rows are being seen, and the areas the person may switch to (label, address, current)."""

    label: str
    choices: Sequence[tuple[str, str, bool]] = field(default=())


Gate = Callable[[Any, str], bool]
ScopeOf = Callable[[HttpRequest], Scope | None]
CountOf = Callable[[HttpRequest], int]

PHONE_LINKS = 4

_rooms: dict[str, Entry] = {}
_personal: dict[str, Entry] = {}
_hooks: dict[str, Any] = {}


def register(*entries: Entry) -> None:
    """Rooms of the rail, from a room's `AppConfig.ready`; registering the same address again replaces it."""
    _rooms.update({entry.url_name: entry for entry in entries})


def register_personal(*entries: Entry) -> None:
    """Lines of the person's menu (修改口令, 两步验证 …); 退出 is always there."""
    _personal.update({entry.url_name: entry for entry in entries})


def set_gate(gate: Gate) -> None:
    """`gate(person, verb)` says whether the person may; without one, entries that need a verb stay hidden."""
    _hooks["gate"] = gate


def set_scope(scope_of: ScopeOf) -> None:
    """`scope_of(request)` gives the area switch of the top bar."""
    _hooks["scope"] = scope_of


def set_search(url_name: str, verb: str) -> None:
    """The search box of the top bar: where it leads, and the right without which there is nothing to search."""
    _hooks["search"] = (url_name, verb)


def set_messages(url_name: str, count_of: CountOf) -> None:
    """The bell of the top bar: where it leads and how many messages are unread."""
    _hooks["messages"] = (url_name, count_of)


def rooms(request: HttpRequest) -> list[Link]:
    """The rooms this person may enter, in order; the longest address that begins this one is current."""
    return _links(request, _rooms)


def personal(request: HttpRequest) -> list[Link]:
    """The lines of the person's menu."""
    return _links(request, _personal)


def scope(request: HttpRequest) -> Scope | None:
    """What the area switch shows, None where no room has said."""
    hook: ScopeOf | None = _hooks.get("scope")
    return hook(request) if hook else None


def messages(request: HttpRequest) -> tuple[str, int] | None:
    """Address and unread count of the bell, None where there is none."""
    hook: tuple[str, CountOf] | None = _hooks.get("messages")
    address = hook and address_of(hook[0])
    return (address, hook[1](request)) if hook and address else None


def search(request: HttpRequest) -> str:
    """The address of the search box, "" for whom it would find nothing."""
    hook: tuple[str, str] | None = _hooks.get("search")
    return address_of(hook[0]) if hook and _may(request, hook[1]) else ""


def phone(request: HttpRequest) -> list[Link]:
    """The bottom bar of a phone: at most four, the person himself last."""
    own = [link for link in personal(request) if link.phone][:1]
    return [link for link in rooms(request) if link.phone][: PHONE_LINKS - len(own)] + own


def address_of(url_name: str) -> str:
    """The address of a named page, "" when its room is not mounted."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


def _links(request: HttpRequest, registered: dict[str, Entry]) -> list[Link]:
    open_entries = [entry for entry in sorted(registered.values()) if _may(request, entry.verb)]
    addressed = [(entry, url) for entry in open_entries if (url := address_of(entry.url_name))]
    known = filter(None, map(address_of, _rooms | _personal))  # 我的账号 lies under 系统, and is not it
    here = max((url for url in known if _begins(request.path, url)), key=len, default="")
    return [Link(e.label, e.icon, url, url == here, e.phone, e.short or e.label) for e, url in addressed]


def _may(request: HttpRequest, verb: str) -> bool:
    gate: Gate | None = _hooks.get("gate")
    return not verb or bool(gate and gate(request.user, verb))


def _begins(path: str, url: str) -> bool:
    return path == url or (url != "/" and path.startswith(url))
