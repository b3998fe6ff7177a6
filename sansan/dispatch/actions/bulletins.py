"""Making out, editing and issuing 月调度通报. What is issued never changes; a correction is a new version."""

import json
from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from sansan.dispatch import bulletin as text
from sansan.dispatch import content
from sansan.dispatch.actions.access import locked_bulletin, locked_period
from sansan.dispatch.models import Bulletin
from sansan.dispatch.querysets import MANAGE
from sansan.dispatch.rules import rule_of
from sansan.errors import Conflict, Invalid
from sansan.people.access import require
from sansan.people.models import Person
from sansan.trail.canonical import canonical, plain
from sansan.trail.record import hold_chain, record

SIGN = "rectification.sign"
State = Bulletin.State


@transaction.atomic
def draft_bulletin(*, by: Person, period_id: int, reason: str = "") -> Bulletin:
    """A draft on the newest frozen version of the month; after an issued one it is a re-issue and says why."""
    period = locked_period(period_id, by)
    snapshot = period.snapshots.order_by("-version").first()
    if snapshot is None:
        raise Conflict("本月还没有冻结，不能拟通报。请先冻结。")
    last = period.bulletins.order_by("-version").first()
    if last is not None and last.state == State.ISSUED and not reason.strip():
        raise Invalid("本月通报已经印发，重新印发须写明理由。", field="reason")
    frozen = content.read(snapshot.content)
    try:
        with transaction.atomic():
            made = Bulletin.objects.create(
                period=period,
                snapshot=snapshot,
                version=last.version + 1 if last else 1,
                title=text.title_of(frozen),
                sections=last.sections if last else text.drafted(frozen),
                reason=reason.strip() if last else "",
                words=rule_of(period.month).words,
                drafted_by=by,
            )
    except IntegrityError:
        raise Conflict("本月已有一份通报草稿，请在其上修改。") from None
    record(
        "bulletin.drafted",
        target=made,
        by=by,
        area_code=period.area_code,
        reason=reason,
        after={"version": made.version, "snapshot": snapshot.version},
    )
    return made


@transaction.atomic
def edit_bulletin(
    *, by: Person, bulletin_id: int, title: str, sections: Mapping[str, str], revision: int
) -> Bulletin:
    """Change the words of a draft. `revision` is the one the editor saw."""
    found = _draft(bulletin_id, by, MANAGE, "修改")
    if found.revision != revision:
        raise Conflict("这份草稿刚被他人修改过，您的修改没有保存。请重新打开后再改。")
    if not title.strip():
        raise Invalid("请填写标题。", field="title")
    frozen = content.read(found.snapshot.content)
    for key, heading in text.HEADINGS.items():
        if wrong := text.unknown_marks(sections.get(key, ""), frozen):
            raise Invalid(f"“{heading}”中的数字标记 {{{wrong[0]}}} 不存在，请从所列标记中选用。", field=key)
    before = {"title": found.title, **found.sections}
    after = {"title": title.strip(), **{key: sections.get(key, "").strip() for key in text.HEADINGS}}
    found.title = after["title"]
    found.sections = {key: value for key, value in after.items() if key != "title"}
    found.revision += 1
    found.edited_by, found.edited_at = by, timezone.now()
    found.save(update_fields=["title", "sections", "revision", "edited_by", "edited_at"])
    changed = [key for key in after if before.get(key, "") != after[key]]
    record(
        "bulletin.edited",
        target=found,
        by=by,
        area_code=found.period.area_code,
        before={text.HEADINGS.get(key, "标题"): before.get(key, "") for key in changed},
        after={text.HEADINGS.get(key, "标题"): after[key] for key in changed},
    )
    return found


@transaction.atomic
def drop_bulletin(*, by: Person, bulletin_id: int, reason: str) -> None:
    """Throw a draft away; what was issued stays."""
    found = _draft(bulletin_id, by, MANAGE, "删除")
    if not reason.strip():
        raise Invalid("请填写删除草稿的理由。", field="reason")
    record("bulletin.dropped", target=found, by=by, area_code=found.period.area_code, reason=reason)
    found.delete()


@transaction.atomic
def issue_bulletin(*, by: Person, bulletin_id: int) -> Bulletin:
    """签发: the leader's hand; it gets the next number of the year and is frozen with the values of its month."""
    require(by, SIGN)
    found = _draft(bulletin_id, by, SIGN, "签发")
    for key, heading in text.HEADINGS.items():
        if text.TO_SETTLE in found.sections.get(key, ""):
            raise Conflict(f"“{heading}”还有“{text.TO_SETTLE}”的内容，请攻坚办核定并删去标记后再签发。")
    frozen = content.read(found.snapshot.content)
    now = timezone.localtime()
    hold_chain()  # bulletins of other months take their numbers from the same series
    found.year = now.year
    same = Bulletin.objects.filter(words=found.words, year=found.year)
    found.serial = (same.aggregate(last=Max("serial"))["last"] or 0) + 1
    found.state, found.issued_by, found.issued_at = State.ISSUED, by, now
    found.content = canonical(
        plain(
            {
                "title": found.title,
                "number": found.number,
                "snapshot": found.snapshot.digest,
                "sections": text.as_json(text.rendered(found.sections, frozen)),
            }
        )
    )
    found.digest = content.digest_of(found.content)
    found.save()
    record(
        "bulletin.issued",
        target=found,
        by=by,
        area_code=found.period.area_code,
        after={"number": found.number, "version": found.version, "sha256": found.digest},
    )
    return found


def sections_of(found: Bulletin, frozen: content.Content) -> list[text.Section]:
    """What the paper says: an issued one what it was issued with, a draft what its marks give now."""
    if found.state == State.ISSUED:
        return text.from_json(json.loads(found.content)["sections"])
    return text.rendered(found.sections, frozen)


def _draft(bulletin_id: int, by: Person, verb: str, what: str) -> Bulletin:
    found = locked_bulletin(bulletin_id, by, verb)
    if found.state != State.DRAFT:
        raise Conflict(f"该通报已印发，不能{what}；如需更正请重新印发一版。")
    return found
