"""Whether the trail inside a backup is one unbroken chain up to its head. Pure."""

from collections.abc import Sequence
from typing import Any

from sansan.backup.manifest import Head
from sansan.trail.canonical import GENESIS, digest, moment

EVENTS, HEAD = "trail.event", "trail.head"


class Chain:
    """Takes the events in their order; `why` is the first thing wrong, in Chinese, "" while all is well."""

    def __init__(self) -> None:
        self.end = Head(seq=0, hash=GENESIS)
        self.why = ""

    def add(self, names: Sequence[str], row: Sequence[Any]) -> None:
        """The next event, as a row of the table with these columns."""
        if self.why:
            return
        fields = dict(zip(names, row, strict=True))
        expected = self.end.seq + 1
        stored = fields.pop("hash")
        fields["at"] = moment(fields["at"])
        if fields["seq"] != expected:
            self.why = f"操作轨迹缺少第 {expected} 条"
        elif fields["previous_hash"] != self.end.hash or digest(fields) != stored:
            self.why = f"操作轨迹断裂于第 {expected} 条"
        else:
            self.end = Head.model_construct(seq=expected, hash=stored)

    def finish(self, head: Head) -> None:
        """The head must be the last event."""
        if not self.why and self.end != head:
            self.why = f"操作轨迹的链首指向第 {head.seq} 条，与最后一条（第 {self.end.seq} 条）不符"
