"""Who asks: the token in the Authorization header, and nothing else. The person then acts within the token's bounds."""

import hmac
import ipaddress
import time
from dataclasses import dataclass
from typing import cast

from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from sansan.api import secrets
from sansan.api.actions import TOKENS
from sansan.api.models import Token
from sansan.config import config
from sansan.errors import DomainError, NotAllowed
from sansan.people.access import may, narrow, permit_only, posts_in_force
from sansan.people.models import Person

_MINUTE = 60


class Unknown(DomainError):  # noqa: N818 - reads as the sentence it is, like its siblings in sansan.errors
    """No token, or none of ours that still holds."""

    code = "unauthenticated"


class TooMany(DomainError):  # noqa: N818 - as above
    """The token has used up this minute; `data["seconds"]` says when the next begins."""

    code = "too_many_requests"


@dataclass(frozen=True)
class Caller:
    """The token of a request and the person it acts for, already bounded by it."""

    token: Token
    person: Person


class TokenAuth(HttpBearer):
    """What the description of the interface names as its way in; `caller_of` has done the work by then."""

    openapi_bearerFormat = "sansan_…"  # noqa: N815 - the word of the specification

    def authenticate(self, request: HttpRequest, token: str) -> Caller:
        return cast("Caller", request.caller)  # type: ignore[attr-defined]  # set by the gate


def caller_of(request: HttpRequest) -> Caller:
    """Raises Unknown (401), NotAllowed (403) and TooMany (429)."""
    scheme, _, text = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not text.strip():
        raise Unknown("请在请求头 Authorization 中以 Bearer 方式给出接口令牌。")
    token = _known(text.strip())
    address = str(request.META.get("REMOTE_ADDR", ""))
    if not _admits(token, address):
        raise NotAllowed(f"该令牌限定了来源地址，{address or '未知地址'}不在其中。")
    _count(token, address)
    return Caller(token, _bounded(token))


def _known(text: str) -> Token:
    wanted = secrets.digest(text)
    token = Token.objects.select_related("holder").filter(digest=wanted).first()
    if token is None or not hmac.compare_digest(token.digest, wanted):
        raise Unknown("接口令牌无效。请核对是否完整，或重新建立。")
    if token.revoked_at:
        raise Unknown("接口令牌已被吊销。请联系令牌所属人员或安全管理员。")
    if token.expires_at <= timezone.now():
        raise Unknown("接口令牌已到期。请由所属人员重新建立。")
    return token


def _admits(token: Token, address: str) -> bool:
    if not token.addresses:
        return True
    try:
        asked = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(asked, ipaddress.IPv6Address) and asked.ipv4_mapped:
        asked = asked.ipv4_mapped
    return any(asked in ipaddress.ip_network(network) for network in token.addresses)


def _count(token: Token, address: str) -> None:
    """One more request of this minute, by conditional writes: right whichever processes count at once."""
    now = time.time()
    window = int(now // _MINUTE)
    noted = {"last_used_at": timezone.now(), "last_used_from": address[:45]}
    row = Token.objects.filter(pk=token.pk)

    def one_more() -> int:
        within = row.filter(window=window, used__lt=config().api_requests_per_minute)
        return within.update(used=F("used") + 1, **noted)

    if one_more() or row.filter(window__lt=window).update(window=window, used=1, **noted):
        return
    if one_more():  # another process began the minute between the two
        return
    raise TooMany(
        f"该令牌每分钟最多请求 {config().api_requests_per_minute} 次，请稍后再试。",
        seconds=max(1, int((window + 1) * _MINUTE - now) + 1),
    )


def _bounded(token: Token) -> Person:
    """The holder as of today, within the token: never more than either of the two."""
    person = token.holder
    if not person.is_active:
        raise NotAllowed("令牌所属人员的账号已停用。")
    if person.must_change_password:
        raise NotAllowed("令牌所属人员的口令已被重置，须本人先登录修改口令。")
    if not posts_in_force(person) or not may(person, TOKENS):
        raise NotAllowed("令牌所属人员现无可使用接口的任职。")
    permit_only(person, token.scopes)
    if token.area_code:
        narrow(person, token.area_code)
    return person
