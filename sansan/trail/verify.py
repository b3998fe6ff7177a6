"""Walking the whole chain and naming its first broken link."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import DatabaseError, models

from sansan.trail import segments
from sansan.trail.canonical import GENESIS
from sansan.trail.models import Event, Head


@dataclass(frozen=True)
class Verdict:
    """What the walk found: `count` links held, `broken_seq` is the first that did not.

    None: all held. 0: all held, but a head kept elsewhere is not among them, so the whole was rewritten.
    """

    count: int
    head_seq: int
    head_hash: str
    broken_seq: int | None = None
    why: str = ""

    @property
    def intact(self) -> bool:
        return self.broken_seq is None

    @property
    def broken_at(self) -> Event | None:
        """The event of the broken link, when there is a row to show."""
        if not self.broken_seq:
            return None
        try:
            return Event.objects.filter(seq=self.broken_seq).first()
        except (ValueError, DatabaseError):
            return None


def verify(progress: Callable[[int, int], None] | None = None, *, kept_hash: str = "") -> Verdict:
    """Check every link from the first event to the head; a long chain in segments, on all cores.

    `progress(done, total)` is called in between. `kept_hash` is a head written down earlier, outside this
    database: it must still be in the chain, the only proof against someone who rewrote all of it.
    Events appended while the walk goes on are left to the next one.
    """
    ends = Event.objects.aggregate(
        first=models.Min("seq"), last=models.Max("seq")
    )  # before the head moves on
    head = Head.objects.filter(pk=1).first() or Head(seq=0, hash=GENESIS)
    count, last_hash, kept_seen = 0, GENESIS, kept_hash in ("", GENESIS)
    with segments.walked(head.seq, kept_hash) as walks:
        for walk in walks:
            count += walk.count
            kept_seen = kept_seen or walk.kept_seen
            if walk.why:
                return Verdict(count, head.seq, head.hash, count + 1, walk.why)
            last_hash = walk.last_hash
            if progress:
                progress(count, head.seq)
            if (
                count < walk.last
            ):  # rows are missing at the end of the segment, or from here to the end of the chain
                if Event.objects.filter(seq__gt=count, seq__lte=head.seq).exists():
                    return Verdict(count, head.seq, head.hash, count + 1, f"缺少第 {count + 1} 条记录")
                break
    if progress:
        progress(count, head.seq)
    broken_seq, why = _why_end_broken(head, count, last_hash)
    if not why:
        broken_seq, why = _stranger(head, ends)
    if not why and not kept_seen:
        broken_seq, why = 0, "留存的链首不在链上：操作记录曾被整体改写或截断，或留存的摘要抄录有误"
    return Verdict(count, head.seq, head.hash, broken_seq, why)


def _why_end_broken(head: Head, count: int, last_hash: str) -> tuple[int | None, str]:
    """Whether the chain ends where the head says."""
    if count < head.seq:
        return count + 1, f"末尾被截断：链首指向第 {head.seq} 条，实有 {count} 条"
    if last_hash != head.hash:
        return count, "最后一条的摘要与链首不符"
    return None, ""


def _stranger(head: Head, ends: dict[str, int | None]) -> tuple[int | None, str]:
    """A row before the first or after the last link, which record() never wrote."""
    first, last = ends["first"], ends["last"]
    if first is not None and first < 1:
        return first, "记录未经系统写入：序号早于第 1 条"
    if last is not None and last > head.seq:
        return head.seq + 1, f"第 {head.seq + 1} 条起不在链上：链首缺失或被改动，或记录未经系统写入"
    return None, ""
