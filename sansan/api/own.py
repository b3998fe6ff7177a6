"""What a token is and may do, told to whoever holds it."""

import datetime as dt

from django.http import HttpRequest
from ninja import Router
from pydantic import Field

from sansan.api.authentication import Caller
from sansan.config import config
from sansan.interface import Shown
from sansan.people.access import may, posts_in_force

router = Router(tags=["令牌"])


class PostShown(Shown):
    organisation_id: int
    organisation: str
    role: str
    role_label: str
    area_code: str


class TokenShown(Shown):
    prefix: str = Field(description="令牌识别码")
    name: str
    expires_at: dt.datetime
    area_code: str = Field(description="限定区域，空为本人任职的全部区域")
    requests_per_minute: int


class Me(Shown):
    username: str
    name: str
    posts: list[PostShown]
    scopes: list[str] = Field(description="今天可用的许可：令牌的许可与本人现有权限的交集")
    token: TokenShown


@router.get("me", response=Me, summary="令牌和所属人员", url_name="me")
def get_me(request: HttpRequest) -> Me:
    """核对令牌是否可用、以谁的名义、能做什么。"""
    caller: Caller = request.caller  # type: ignore[attr-defined]  # set by the gate
    person, token = caller.person, caller.token
    return Me(
        username=person.username,
        name=person.name,
        posts=[
            PostShown(
                organisation_id=post.organisation_id,
                organisation=post.organisation.name,
                role=post.role,
                role_label=post.role_label,
                area_code=post.area_code,
            )
            for post in posts_in_force(person)
        ],
        scopes=[verb for verb in token.scopes if may(person, verb)],
        token=TokenShown(
            prefix=token.prefix,
            name=token.name,
            expires_at=token.expires_at,
            area_code=token.area_code,
            requests_per_minute=config().api_requests_per_minute,
        ),
    )
