"""The ways out of the house: which are set up, and who carries what."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec

from sansan.config import Config, config
from sansan.notify.models import Channel
from sansan.notify.parcel import Parcel, Undelivered

_NO_LIBRARY = "服务器上没有安装通知组件（apprise）"


@dataclass(frozen=True)
class Status:
    """A channel and what is missing before it can carry anything, "" when nothing is."""

    channel: Channel
    missing: str

    @property
    def ready(self) -> bool:
        return not self.missing


def statuses() -> list[Status]:
    """Every channel in its order."""
    return [Status(channel, missing(channel)) for channel in Channel]


def ready() -> list[Channel]:
    """The channels that are set up."""
    return [status.channel for status in statuses() if status.ready]


def personal() -> list[Channel]:
    """The channels a person can switch for himself. What another system is told is the administrator's to say."""
    return [channel for channel in ready() if channel != Channel.WEBHOOK]


def missing(channel: Channel) -> str:
    """What the administrator has to do first, "" when the channel is set up."""
    settings = config()
    if channel != Channel.WEBHOOK and find_spec("apprise") is None:
        return _NO_LIBRARY
    lacking = [f"SANSAN_{name.upper()}" for name in _needed(channel) if not _given(settings, name)]
    return f"没有设置 {'、'.join(lacking)}" if lacking else ""


def carry(channel: Channel, parcel: Parcel) -> None:
    """Hand the parcel over and return when the other side took it; raises Undelivered."""
    lacking = missing(channel)
    if lacking:
        raise Undelivered(f"{channel.label}没有启用：{lacking}。", lasting=True)
    _carrier(channel)(parcel)


def _needed(channel: Channel) -> Iterator[str]:
    match channel:
        case Channel.EMAIL:
            yield from ("notify_smtp_host", "notify_smtp_from")
        case Channel.DINGTALK:
            yield from ("notify_dingtalk_token", "notify_dingtalk_secret")
        case Channel.WECOM:
            yield "notify_wecom_key"
        case Channel.WEBHOOK:
            yield from ("notify_webhook_address", "notify_webhook_secret")


def _given(settings: Config, name: str) -> bool:
    value = getattr(settings, name)
    return bool(value.get_secret_value() if hasattr(value, "get_secret_value") else value)


def _carrier(channel: Channel) -> Callable[[Parcel], None]:
    """Imported when something is sent: pages need not wait for the library."""
    if channel == Channel.WEBHOOK:
        from sansan.notify.channels.webhook import carry as to_system

        return to_system
    if channel == Channel.EMAIL:
        from sansan.notify.channels.mail import carry as by_mail

        return by_mail
    from sansan.notify.channels.robots import to_dingtalk, to_wecom

    return to_dingtalk if channel == Channel.DINGTALK else to_wecom
