"""Posts: who may act for which body, from which day to which day."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone

from sansan.errors import Conflict, Invalid, NotAllowed
from sansan.people import administrators
from sansan.people.access import forget_posts, require
from sansan.people.models import Organisation, Person, Post
from sansan.people.roles import Role
from sansan.places.scope import contains
from sansan.trail.record import Actor, record

_FOREVER = dt.date.max


@transaction.atomic
def appoint(
    *,
    by: Actor,
    person: Person,
    organisation: Organisation,
    role: Role,
    starts_on: dt.date,
    ends_on: dt.date | None = None,
    area_code: str | None = None,
    title: str = "",
) -> Post:
    """Give a person a post; `area_code` narrows it below the body's own area (None = the body's area).

    Raises NotAllowed for oneself; Invalid for days out of order, an area outside the body's, a body that does not
    exist on these days, and for two duties at once (one of the three administrators together with anything else).
    """
    require(by, "people.security")
    if by.pk == person.pk:
        raise NotAllowed("不能给自己任职，请由另一名安全管理员办理。")
    # Two appointments of one person wait for each other, so that both see the other's post.
    person = Person.objects.select_for_update().get(pk=person.pk)
    area = organisation.area_code if area_code is None else area_code
    post = Post(
        person=person,
        organisation=organisation,
        role=role,
        area_code=area,
        title=title.strip(),
        starts_on=starts_on,
        ends_on=ends_on,
        appointed_by_id=by.pk,
    )
    _check_days(post)
    if not contains(organisation.area_code, area):
        raise Invalid(f"任职区域须在{organisation}的所辖区域以内。", field="area_code")
    _check_other_posts(post)
    post.save()
    record("post.appointed", target=post, by=by, area_code=area, after=_shown(post))
    return post


@transaction.atomic
def end_post(*, by: Actor, post: Post, last_day: dt.date, reason: str) -> Post:
    """Let the post end with that day (included). To take it away at once, revoke it."""
    require(by, "people.security")
    post = _locked(post, by=by, reason=reason)
    if last_day < post.starts_on:
        raise Invalid(f"离任日期不得早于任职日期 {post.starts_on}；误办的任职请用“撤销”。", field="last_day")
    if post.ends_on is not None and last_day > post.ends_on:
        raise Invalid(f"该任职已定于 {post.ends_on} 结束，延长须重新任职。", field="last_day")
    before = _shown(post)
    post.ends_on = last_day
    post.save(update_fields=["ends_on"])
    administrators.keep_one(post.duty, on=max(last_day + dt.timedelta(days=1), timezone.localdate()))
    record(
        "post.ended",
        target=post,
        by=by,
        area_code=post.area_code,
        reason=reason,
        before=before,
        after=_shown(post),
    )
    return post


@transaction.atomic
def revoke_post(*, by: Actor, post: Post, reason: str) -> Post:
    """Make the post void from this moment, for a mistake or for cause."""
    require(by, "people.security")
    post = _locked(post, by=by, reason=reason)
    post.revoked_at = timezone.now()
    post.save(update_fields=["revoked_at"])
    administrators.keep_one(post.duty, on=timezone.localdate())
    record("post.revoked", target=post, by=by, area_code=post.area_code, reason=reason, before=_shown(post))
    return post


def _locked(post: Post, *, by: Actor, reason: str) -> Post:
    if len(reason.strip()) < 2:
        raise Invalid("请写明理由，理由会记入操作轨迹。", field="reason")
    found = (
        Post.objects.select_for_update(of=("self",)).select_related("person", "organisation").get(pk=post.pk)
    )
    if by.pk == found.person_id:
        raise NotAllowed("不能办理自己的任职，请由另一名安全管理员办理。")
    if found.revoked_at is not None or (found.ends_on is not None and found.ends_on < timezone.localdate()):
        raise Conflict("该任职已经结束。")
    forget_posts(post.person)
    return found


def _check_days(post: Post) -> None:
    if post.ends_on is not None and post.ends_on < post.starts_on:
        raise Invalid("离任日期不得早于任职日期。", field="ends_on")
    body = post.organisation
    founded, dissolved = body.valid_from or dt.date.min, body.valid_to or _FOREVER
    if not founded <= post.starts_on <= dissolved:
        raise Invalid(f"{body}在 {post.starts_on} 不存在，请核对任职日期或机构。", field="starts_on")


def _check_other_posts(post: Post) -> None:
    """One duty at a time, and not the same post twice. The database refuses the first as well."""
    others = Post.objects.filter(
        person=post.person, revoked_at__isnull=True, starts_on__lte=post.ends_on or _FOREVER
    )
    for other in others.exclude(ends_on__lt=post.starts_on).select_related("organisation"):
        if other.role_enum.duty is not post.role_enum.duty:
            message = (
                f"{post.person.name}已任{other.organisation}的{other.role_enum.label}，不能同时任{post.role_enum.label}："
                "系统、安全、审计三类管理员互相分立，也不兼业务岗位。"
            )
            raise Invalid(message, field="role")
        if (other.organisation_id, other.role, other.area_code) == (
            post.organisation_id,
            post.role,
            post.area_code,
        ):
            raise Invalid(f"{post.person.name}在此期间已有同一任职。", field="person")


def _shown(post: Post) -> dict[str, Any]:
    return {
        "person": post.person.name,
        "organisation": post.organisation.name,
        "role": Role(post.role).label,
        "area_code": post.area_code,
        "starts_on": post.starts_on,
        "ends_on": post.ends_on,
    }
