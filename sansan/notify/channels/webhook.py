"""Another system told over HTTP: JSON, signed, to one address the administrator set, never into the own network.

The name is resolved first and the connection made to the very address that was looked at: a name that changes its
mind in between leads nowhere else. Redirects are not followed, proxies not asked.
"""

import hashlib
import hmac
import http.client
import ipaddress
import json
import socket
import ssl
import time
from collections.abc import Sequence
from typing import Any
from urllib.parse import SplitResult, urlsplit

from sansan.config import config
from sansan.errors import Invalid
from sansan.notify.parcel import Parcel, Undelivered

TIMESTAMP, SIGNATURE, DELIVERY = "X-Sansan-Timestamp", "X-Sansan-Signature", "X-Sansan-Delivery"
_SECONDS = 10
_LATER = {408, 425, 429}


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """`sha256=` and the HMAC-SHA256 (hex) of the timestamp, a full stop and the body."""
    said = timestamp.encode("ascii") + b"." + body
    return f"sha256={hmac.new(secret.encode(), said, hashlib.sha256).hexdigest()}"


def carry(parcel: Parcel) -> None:
    """Post it; raises Undelivered when the other system does not answer with 2xx."""
    settings = config()
    try:
        target = checked_target(settings.notify_webhook_address)
    except Invalid as problem:
        raise Undelivered(f"SANSAN_NOTIFY_WEBHOOK_ADDRESS {problem.message}", lasting=True) from None
    post_signed(
        target,
        json.dumps(_payload(parcel), ensure_ascii=False).encode(),
        number=str(parcel.number),
        secrets=[settings.notify_webhook_secret.get_secret_value()],
    )


def post_signed(target: SplitResult, body: bytes, *, number: str, secrets: Sequence[str]) -> None:
    """Post a body signed with each of the secrets (two while one is being replaced); raises Undelivered."""
    address = _resolved(target, private=config().notify_webhook_private)
    timestamp = str(int(time.time()))
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "sansan",
        DELIVERY: number,
        TIMESTAMP: timestamp,
        SIGNATURE: ", ".join(signature(secret, timestamp, body) for secret in secrets),
    }
    status = _ask(target, address, body, headers)
    if not 200 <= status < 300:
        lasting = 300 <= status < 500 and status not in _LATER
        raise Undelivered(f"对方系统没有接收（{status}）。", lasting=lasting)


def _payload(parcel: Parcel) -> dict[str, Any]:
    (person,), (content,) = parcel.people, parcel.contents
    return {
        "id": content.id,
        "kind": content.kind,
        "kind_label": content.kind_label,
        "title": content.title,
        "body": content.body,
        "url": content.url,
        "area_code": content.area_code,
        "urgent": content.urgent,
        "created_at": content.created_at.isoformat(timespec="seconds"),
        "recipient": {"username": person.username, "name": person.name},
    }


def checked_target(address: str) -> SplitResult:
    """The address taken apart; raises Invalid. Plain http only where the own network is allowed."""
    private = config().notify_webhook_private
    try:
        target = urlsplit(address)
        port = target.port
    except ValueError:
        target, port = urlsplit(""), 0
    schemes = {"https", "http"} if private else {"https"}
    if target.scheme not in schemes or not target.hostname or port == 0 or target.username:
        wanted = "http:// 或 https://" if private else "https://"
        raise Invalid(f"应是 {wanted} 开头的地址，不带账号。", field="url")
    return target


def _resolved(target: SplitResult, *, private: bool) -> str:
    """The numeric address to connect to. One private address among several is enough to refuse."""
    port = target.port or (443 if target.scheme == "https" else 80)
    try:
        found = socket.getaddrinfo(target.hostname, port, type=socket.SOCK_STREAM)
    except OSError:
        raise Undelivered("查不到对方系统的主机名。") from None
    addresses = [str(entry[4][0]) for entry in found]
    if not private and not all(is_public(address) for address in addresses):
        raise Undelivered(
            "对方系统的地址在内网，未获允许。确需对接内网系统，请设置 SANSAN_NOTIFY_WEBHOOK_PRIVATE=true。",
            lasting=True,
        )
    return addresses[0]


def is_public(address: str) -> bool:
    """Whether the address is one of the open internet; an IPv4 address inside an IPv6 one is looked at itself."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour
        if inner is not None:
            return is_public(str(inner))
        if found in _NAT64:
            return is_public(str(ipaddress.IPv4Address(found.packed[-4:])))
    return found.is_global and not found.is_multicast


_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def _ask(target: SplitResult, address: str, body: bytes, headers: dict[str, str]) -> int:
    """The status answered; raises Undelivered when there is none."""
    connection = _Connection(target, address)
    path = (target.path or "/") + (f"?{target.query}" if target.query else "")
    try:
        connection.request("POST", path, body, headers)
        return connection.getresponse().status
    except ssl.SSLError:
        raise Undelivered("对方系统的证书不可信，或加密连接没有建立。") from None
    except (OSError, http.client.HTTPException):
        raise Undelivered("连不上对方系统，或连接中断。") from None
    finally:
        connection.close()


class _Connection(http.client.HTTPConnection):
    """Connects to the address given, and speaks to (and checks the certificate of) the host named."""

    def __init__(self, target: SplitResult, address: str) -> None:
        self._address, self._secure = address, target.scheme == "https"
        if self._secure:
            self.default_port = http.client.HTTPS_PORT
        super().__init__(target.hostname or "", target.port, timeout=_SECONDS)

    def connect(self) -> None:
        self.sock = socket.create_connection((self._address, self.port), self.timeout)
        if self._secure:
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(self.sock, server_hostname=self.host)
