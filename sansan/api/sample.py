"""Tokens and a push of the sample city. Nothing leaves the machine: nobody knows the tokens, the push is stopped."""

from django.utils import timezone

from sansan.api.actions import issue_token, revoke_token, set_active, subscribe
from sansan.api.models import Push, Token
from sansan.people.models import Person
from sansan.trail.models import Event

TOLD = 8


def load() -> None:
    """A platform of the city reads with the office's token and is told of changes; one attempt did not arrive."""
    office = Person.objects.get(username="shiban")
    county = Person.objects.get(username="xianban")
    reads = ["rectification.view", "evidence.view"]
    issue_token(
        by=office, holder=office, kind=Token.Kind.SERVICE, name="市大数据平台读取整改台账", scopes=reads,
        days=180, addresses=["10.41.17.0/24"],
    )  # fmt: skip
    old, _ = issue_token(by=office, holder=office, name="旧报表程序", scopes=reads, days=90)
    revoke_token(by=office, token_id=old.pk)
    works = [*reads, "rectification.report", "evidence.upload"]
    issue_token(by=county, holder=county, name="县区巡查手机应用", scopes=works, days=90)
    platform, _ = subscribe(
        by=office,
        name="市大数据平台",
        url="https://platform.example.gov.cn/sansan",
        verbs=["task.", "closing."],
    )
    set_active(by=office, subscription_id=platform.pk, active=False)
    now = timezone.now()
    told = list(
        Event.objects.filter(target_type="rectification.task", verb__startswith="task.").order_by("-seq")[
            :TOLD
        ]
    )
    Push.objects.bulk_create(
        Push(
            subscription=platform,
            event=event.seq,
            verb=event.verb,
            due_at=now,
            attempts=7 if late else 1,
            **(
                {"state": Push.State.FAILED, "error": "对方系统没有接收（503）。"}
                if late
                else {"state": Push.State.SENT, "sent_at": now}
            ),
        )
        for event, late in ((event, place == 1) for place, event in enumerate(reversed(told)))
    )
