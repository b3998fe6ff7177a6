"""The robots of a group, DingTalk's and WeCom's, by apprise's plugins with three things put right.

Both services answer 200 and say in the body what was wrong, which the plugins do not read; the one for DingTalk
escapes its signature a second time, which the service refuses; the one for WeCom mentions nobody. Private
installations of either service answer at an address of their own, so that is a setting.
"""

import json
from typing import Any

import requests
from apprise.exception import AppriseImproperlyConfigured
from apprise.plugins.dingtalk import NotifyDingTalk
from apprise.plugins.wecombot import NotifyWeComBot

from sansan.config import config
from sansan.notify.channels.carrier import ASSET, TEXT, heard
from sansan.notify.parcel import Parcel, Undelivered, post

_TIMEOUT = (5, 10)
_BUSY = {-1, 45009, 45033, 130101, 410100, 430101}
"""The service is busy, or had too many posts in a minute: trying later helps. All other codes are of the settings."""


class _DingTalk(NotifyDingTalk):  # type: ignore[misc]  # the library has no types
    """Posts as the plugin does and reads the answer."""

    def get_signature(self) -> tuple[str, str]:
        """The plugin's, unescaped: `requests` escapes what stands in the address, once."""
        timestamp, escaped = super().get_signature()
        return timestamp, str(self.unquote(escaped))

    def send(self, body: str, title: str = "", **_: Any) -> bool:
        timestamp, signature = self.get_signature()
        _post(
            config().notify_dingtalk_address,
            {"access_token": self.token, "timestamp": timestamp, "sign": signature},
            {
                "msgtype": "text",
                "text": {"content": body},
                "at": {"atMobiles": self.targets, "isAtAll": False},
            },
        )
        return True


class _WeCom(NotifyWeComBot):  # type: ignore[misc]  # the library has no types
    """Posts as the plugin does, mentions persons and reads the answer."""

    mentioned: tuple[str, ...] = ()

    def send(self, body: str, title: str = "", **_: Any) -> bool:
        text = {"content": body, "mentioned_mobile_list": list(self.mentioned)}
        _post(config().notify_wecom_address, {"key": self.key}, {"msgtype": "text", "text": text})
        return True


def to_dingtalk(parcel: Parcel) -> None:
    """Post to the group; raises Undelivered."""
    settings = config()
    with heard():
        try:
            robot = _DingTalk(
                asset=ASSET,
                token=settings.notify_dingtalk_token.get_secret_value(),
                secret=settings.notify_dingtalk_secret.get_secret_value(),
                targets=_mobiles(parcel),
            )
        except AppriseImproperlyConfigured:
            raise Undelivered("钉钉机器人的令牌或加签密钥格式不对，请核对设置。", lasting=True) from None
        robot.send(post(parcel), body_format=TEXT)


def to_wecom(parcel: Parcel) -> None:
    """Post to the group; raises Undelivered."""
    with heard():
        try:
            robot = _WeCom(asset=ASSET, key=config().notify_wecom_key.get_secret_value())
        except AppriseImproperlyConfigured:
            raise Undelivered("企业微信机器人的 key 格式不对，请核对设置。", lasting=True) from None
        robot.mentioned = tuple(_mobiles(parcel))
        robot.send(post(parcel), body_format=TEXT)


def _mobiles(parcel: Parcel) -> list[str]:
    return [person.mobile for person in parcel.people if person.mobile]


def _post(address: str, parameters: dict[str, str], payload: dict[str, Any]) -> None:
    """Raises Undelivered in words without the address, which carries the token."""
    try:
        answer = requests.post(
            address, params=parameters, json=payload, timeout=_TIMEOUT, allow_redirects=False
        )
    except requests.RequestException:
        raise Undelivered("连不上群机器人的服务，或连接中断。") from None
    if answer.status_code != 200:
        raise Undelivered(f"群机器人的服务没有接收（{answer.status_code}）。")
    try:
        code = int(json.loads(answer.content)["errcode"])
    except (ValueError, KeyError, TypeError):
        raise Undelivered("群机器人的服务答复无法识别。") from None
    if code:
        raise _refused(code)


def _refused(code: int) -> Undelivered:
    if code in _BUSY:
        return Undelivered(f"群机器人的服务繁忙，或一分钟内发得太多（{code}）。")
    if code == 310000:
        return Undelivered("钉钉不接受签名或消息，请核对加签密钥和服务器时间（310000）。", lasting=True)
    return Undelivered(f"群机器人的服务不接受，请核对令牌等设置（{code}）。", lasting=True)
