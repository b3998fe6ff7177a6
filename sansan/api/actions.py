"""Handing out and taking back tokens; subscribing other systems to events."""

import datetime as dt
import ipaddress
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from sansan.api import secrets
from sansan.api.models import Push, Subscription, Token
from sansan.api.scopes import grantable
from sansan.config import config
from sansan.errors import Conflict, Invalid, Missing, NotAllowed
from sansan.notify.channels.webhook import checked_target
from sansan.people.access import may, require
from sansan.people.models import Person
from sansan.people.scope import allowed
from sansan.trail.models import Event
from sansan.trail.record import SYSTEM, Actor, record
from sansan.trail.registry import declared

TOKENS, SUBSCRIBE, SECURITY = "api.tokens", "api.subscribe", "people.security"
OVERLAP = dt.timedelta(hours=24)
"""How long the former signing secret signs as well after a rotation."""


@transaction.atomic
def issue_token(
    *,
    by: Actor,
    holder: Person,
    name: str,
    scopes: Sequence[str],
    days: int,
    kind: str = Token.Kind.PERSONAL,
    area_code: str = "",
    addresses: Sequence[str] = (),
) -> tuple[Token, str]:
    """A token of the holder's own, and its text, which is not kept. Only oneself, or the machine itself, issues one."""
    if by is not SYSTEM and by.pk != holder.pk:
        raise NotAllowed("接口令牌只能由本人建立。")
    require(holder, TOKENS)
    if not name.strip():
        raise Invalid("请写明令牌的用途，如“与市大数据平台对接”。", field="name")
    most = config().api_token_max_days
    if not 1 <= days <= most:
        raise Invalid(f"有效期应为 1 到 {most} 天。", field="days")
    mine = {verb for verb, _ in grantable(holder)}
    wanted = list(dict.fromkeys(scopes))
    if not wanted:
        raise Invalid("请至少选择一项许可。", field="scopes")
    if beyond := [verb for verb in wanted if verb not in mine]:
        raise Invalid(f"许可“{beyond[0]}”超出了本人的权限。", field="scopes")
    if area_code and not allowed(holder, area_code):
        raise Invalid("所选区域不在本人的任职区域内。", field="area_code")
    text, prefix = secrets.new_token()
    now = timezone.now()
    token = Token.objects.create(
        holder=holder,
        kind=kind,
        name=name.strip(),
        prefix=prefix,
        digest=secrets.digest(text),
        scopes=wanted,
        area_code=area_code,
        addresses=[_network(address) for address in addresses if address.strip()],
        created_at=now,
        expires_at=now + dt.timedelta(days=days),
    )
    record(
        "token.issued",
        target=token,
        by=by,
        area_code=area_code,
        after={
            "holder": holder.username,
            "prefix": prefix,
            "scopes": wanted,
            "expires_at": token.expires_at,
            "addresses": token.addresses,
        },
    )
    return token, text


@transaction.atomic
def revoke_token(*, by: Actor, token_id: int, reason: str = "") -> Token:
    """Take a token back, at once and for good: one's own, or anybody's for the security administrator."""
    token = Token.objects.select_for_update(of=("self",)).select_related("holder").filter(pk=token_id).first()
    own = token is not None and by.pk == token.holder_id
    if token is None or not (own or by is SYSTEM or may(by, SECURITY)):
        raise Missing("未找到该接口令牌。")
    if not own and not reason.strip():
        raise Invalid("请写明吊销他人令牌的理由。", field="reason")
    if token.revoked_at:
        raise Conflict("该令牌已经吊销。")
    token.revoked_at = timezone.now()
    token.revoked_by = by if isinstance(by, Person) else None
    token.save(update_fields=["revoked_at", "revoked_by"])
    after = {"holder": token.holder.username, "prefix": token.prefix}
    record("token.revoked", target=token, by=by, area_code=token.area_code, reason=reason, after=after)
    return token


@transaction.atomic
def subscribe(
    *, by: Person, name: str, url: str, verbs: Sequence[str] = (), area_code: str = ""
) -> tuple[Subscription, str]:
    """Have a system told of what happens from now on, and the secret it checks our signature with."""
    require(by, SUBSCRIBE)
    said = _checked(by, name, url, verbs, area_code)
    made = Subscription.objects.create(
        holder=by,
        salt=secrets.new_salt(),
        position=Event.objects.aggregate(last=Max("seq"))["last"] or 0,
        **said,
    )
    record("subscription.made", target=made, by=by, area_code=area_code, after=_shown(said))
    return made, secrets.signing_secret(made.salt)


@transaction.atomic
def change_subscription(
    *, by: Person, subscription_id: int, name: str, url: str, verbs: Sequence[str] = (), area_code: str = ""
) -> Subscription:
    """Another address, other events. What waits goes to the new address."""
    found = _own(by, subscription_id)
    said = _checked(by, name, url, verbs, area_code)
    before = _shown({key: getattr(found, key) for key in said})
    for key, value in said.items():
        setattr(found, key, value)
    found.save(update_fields=list(said))
    record(
        "subscription.changed", target=found, by=by, area_code=area_code, before=before, after=_shown(said)
    )
    return found


@transaction.atomic
def rotate_secret(*, by: Person, subscription_id: int) -> tuple[Subscription, str]:
    """A new signing secret; for a day both sign, so that the other side can change over without a gap."""
    found = _own(by, subscription_id)
    found.former_salt, found.salt = found.salt, secrets.new_salt()
    found.former_until = timezone.now() + OVERLAP
    found.save(update_fields=["former_salt", "salt", "former_until"])
    record("subscription.secret_rotated", target=found, by=by, area_code=found.area_code)
    return found, secrets.signing_secret(found.salt)


@transaction.atomic
def set_active(*, by: Person, subscription_id: int, active: bool) -> Subscription:
    """Stop telling, or go on from where it stopped: nothing in between is lost."""
    found = _own(by, subscription_id)
    if found.active == active:
        raise Conflict("该推送已经启用。" if active else "该推送已经停止。")
    found.active = active
    found.save(update_fields=["active"])
    verb = "subscription.resumed" if active else "subscription.stopped"
    record(verb, target=found, by=by, area_code=found.area_code)
    return found


@transaction.atomic
def push_again(*, by: Person, push_id: int) -> Push:
    """Send once more what did not arrive, under the same number and with all its attempts anew."""
    push = (
        Push.objects.select_for_update(of=("self",)).select_related("subscription").filter(pk=push_id).first()
    )
    if push is None:
        raise Missing("未找到该推送记录。")
    _own(by, push.subscription_id)
    if push.state != Push.State.FAILED:
        raise Conflict(f"该推送现为“{push.get_state_display()}”，只有未送达的可以重新推送。")
    before = {"error": push.error}
    push.state, push.attempts, push.due_at, push.error = Push.State.QUEUED, 0, timezone.now(), ""
    push.save(update_fields=["state", "attempts", "due_at", "error"])
    record(
        "push.retried",
        target=push.subscription,
        by=by,
        area_code=push.subscription.area_code,
        before=before,
        after={"event": push.event},
    )
    return push


def _own(by: Person, subscription_id: int) -> Subscription:
    require(by, SUBSCRIBE)
    mine = Subscription.objects.select_for_update(of=("self",)).filter(holder=by)
    found = mine.filter(pk=subscription_id).first()
    if found is None:
        raise Missing("未找到该事件推送。")
    return found


def _checked(by: Person, name: str, url: str, verbs: Sequence[str], area_code: str) -> dict[str, object]:
    if not name.strip():
        raise Invalid("请填写对接系统的名称。", field="name")
    checked_target(url.strip())
    for verb in verbs:
        if not any(known == verb or (verb.endswith(".") and known.startswith(verb)) for known in declared()):
            raise Invalid(f"没有“{verb}”这一动作。", field="verbs")
    if area_code and not allowed(by, area_code):
        raise Invalid("所选区域不在本人的任职区域内。", field="area_code")
    return {"name": name.strip(), "url": url.strip(), "verbs": list(verbs), "area_code": area_code}


def _shown(said: dict[str, object]) -> dict[str, object]:
    """What the trail keeps: the address without its query, which may carry a key of the other side's."""
    return {**said, "url": str(said["url"]).partition("?")[0]}


def _network(text: str) -> str:
    try:
        return str(ipaddress.ip_network(text.strip(), strict=False))
    except ValueError:
        raise Invalid(
            f"“{text.strip()}”不是 IP 地址或网段，应如 10.20.30.40 或 10.20.0.0/16。", field="addresses"
        ) from None
