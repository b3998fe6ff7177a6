"""What leaves the house, as a channel is given it, and the words in it. Pure."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

SIGN = "三散治理"
MOST_IN_A_GROUP = 8
"""Titles one post to a group lists; the rest is a number."""
GROUP_BYTES = 1900
"""A robot of WeCom takes 2048 bytes of text, one of DingTalk 20000: one limit for both."""


@dataclass(frozen=True)
class Reached:
    """A person a parcel is for. `mobile` is the number a robot mentions."""

    username: str
    name: str
    email: str = ""
    mobile: str = ""


@dataclass(frozen=True)
class Content:
    """One message in it; `url` is absolute, "" where the deployment has not said its own address."""

    id: int
    kind: str
    kind_label: str
    title: str
    body: str
    url: str
    area_code: str
    urgent: bool
    created_at: dt.datetime


@dataclass(frozen=True)
class Parcel:
    """`number` is that of the delivery: the same at every try, so that a receiver can tell a repetition."""

    number: int
    people: Sequence[Reached]
    contents: Sequence[Content]


class Undelivered(Exception):  # noqa: N818 - reads as the sentence it is
    """It did not go out. `words` say why to a user; `lasting` means that trying again cannot help."""

    def __init__(self, words: str, *, lasting: bool = False) -> None:
        super().__init__(words)
        self.words, self.lasting = words, lasting


def subject(parcel: Parcel) -> str:
    """The line above it: the title of one message, the number of several."""
    urgent = "【紧急】" if any(content.urgent for content in parcel.contents) else ""
    contents = parcel.contents
    text = contents[0].title if len(contents) == 1 else f"{len(contents)} 条消息"
    return f"{urgent}{SIGN}：{text}"


def letter(parcel: Parcel) -> str:
    """The text of a mail: each message whole, then how to change what one is told."""
    parts = []
    for number, content in enumerate(parcel.contents, 1):
        head = content.title if len(parcel.contents) == 1 else f"{number}. {content.title}"
        link = f"查看：{content.url}" if content.url else "请登录系统查看。"
        parts.append("\n".join(filter(None, [head, content.body, link])))
    parts.append("此邮件由系统自动发出，请勿回复。接收方式可在系统的“消息设置”里修改。")
    return "\n\n".join(parts)


def post(parcel: Parcel) -> str:
    """The text for a group: titles and links only, since everyone in the group reads it."""
    lines = [subject(parcel)] if len(parcel.contents) == 1 else [f"{subject(parcel)}："]
    for content in parcel.contents[:MOST_IN_A_GROUP]:
        if len(parcel.contents) > 1:
            lines.append(f"· {content.title}")
        if content.url:
            lines.append(content.url)
    left = len(parcel.contents) - MOST_IN_A_GROUP
    if left > 0:
        lines.append(f"……还有 {left} 条，请登录系统查看。")
    lines.append(f"请{'、'.join(person.name for person in parcel.people)}处理。")
    return shortened("\n".join(lines), GROUP_BYTES)


def shortened(text: str, most_bytes: int) -> str:
    """The text cut to so many bytes of UTF-8, never inside a character."""
    raw = text.encode()
    if len(raw) <= most_bytes:
        return text
    return raw[: most_bytes - 3].decode("utf-8", "ignore") + "…"
