"""Mail, by apprise's own plugin."""

import re
from collections.abc import Iterable

from apprise.exception import AppriseImproperlyConfigured
from apprise.plugins.email import NotifyEmail

from sansan.config import config
from sansan.notify.channels.carrier import ASSET, TEXT, heard
from sansan.notify.parcel import SIGN, Parcel, Undelivered, letter, subject

_CODE = re.compile(r"\(?\b([45]\d\d), b|refused: ([45]\d\d) ")
_LOGIN = {530, 534, 535, 538}
_MODES = {"ssl": "ssl", "starttls": "starttls", "plain": "insecure"}


def carry(parcel: Parcel) -> None:
    """Send it to the mail server; raises Undelivered when that does not take it."""
    settings = config()
    (person,) = parcel.people
    with heard() as lines:
        try:
            plugin = NotifyEmail(
                asset=ASSET,
                host=settings.notify_smtp_host,
                smtp_host=settings.notify_smtp_host,
                port=settings.notify_smtp_port,
                secure=settings.notify_smtp_security != "plain",
                secure_mode=_MODES[settings.notify_smtp_security],
                user=settings.notify_smtp_user or None,
                password=settings.notify_smtp_password.get_secret_value() or None,
                from_addr=f"{SIGN} <{settings.notify_smtp_from}>",
                targets=[person.email],
            )
        except AppriseImproperlyConfigured:
            raise Undelivered("发件地址 SANSAN_NOTIFY_SMTP_FROM 不是有效的邮箱地址。", lasting=True) from None
        sent = plugin.notify(body=letter(parcel), title=subject(parcel), body_format=TEXT)
    if not sent:
        raise _why(lines)


def _why(lines: Iterable[str]) -> Undelivered:
    """The cause by the code the mail server answered with; no code means that it did not answer."""
    lines = list(lines)
    codes = [int(found[1] or found[2]) for line in lines if (found := _CODE.search(line))]
    if not codes and any("AUTH extension not supported" in line for line in lines):
        return Undelivered("邮件服务器不提供登录，请核对加密方式，或把账号留空。")
    if not codes and any(
        "SSL" in line or "STARTTLS extension" in line for line in lines if "Exception" in line
    ):
        return Undelivered("与邮件服务器的加密连接没有建立，请核对加密方式和证书。")
    if not codes:
        return Undelivered("连不上邮件服务器，或连接中断。")
    code = codes[-1]
    if code in _LOGIN:
        return Undelivered(f"邮件服务器不接受所设的账号或口令（{code}）。")
    if code >= 500:
        return Undelivered(f"邮件服务器拒收，请核对收件地址（{code}）。", lasting=True)
    return Undelivered(f"邮件服务器暂时不收（{code}）。")
