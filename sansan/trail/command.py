"""`sansan audit`: is the trail still what was written?"""

import sys

import click
from django.db import DatabaseError
from django.utils import timezone

from sansan.trail.verify import Verdict

INTACT, BROKEN, COULD_NOT_RUN = 0, 1, 2


@click.group(name="audit", help="操作轨迹：核验与留存。")
def audit() -> None:
    """See the help."""


@audit.command(name="verify")
@click.option("--head", "kept", default="", metavar="摘要", help="此前抄录、另行保存的链首摘要；须仍在链上。")
def verify_command(*, kept: str) -> None:
    """从第一条起逐条核验操作轨迹，指出第一处断裂。退出状态：0 完整，1 断裂，2 无法执行。"""
    from sansan.trail.progress import bar
    from sansan.trail.verify import verify

    kept = kept.strip().lower()
    if kept and (len(kept) != 64 or set(kept) - set("0123456789abcdef")):
        raise click.BadParameter("链首摘要应为 64 位十六进制数，请核对抄录", param_hint="--head")
    try:
        with bar("核验轨迹") as advance:
            verdict = verify(advance, kept_hash=kept)
    except DatabaseError as error:
        click.echo(f"无法核验：数据库不可用或尚未初始化（{type(error).__name__}）。", err=True)
        sys.exit(COULD_NOT_RUN)
    click.echo(_report(verdict))
    click.echo(f"链首 {verdict.head_seq} {verdict.head_hash}")
    sys.exit(INTACT if verdict.intact else BROKEN)


def _report(verdict: Verdict) -> str:
    if verdict.intact:
        return f"操作轨迹完整：共 {verdict.count} 条，逐条相扣。请将下一行抄录并存于系统之外，供日后用 --head 比对。"
    if verdict.broken_seq == 0:
        return f"操作轨迹与留存不符：{verdict.why}。库内 {verdict.count} 条本身逐条相扣。"
    lines = [f"操作轨迹断裂于第 {verdict.broken_seq} 条：{verdict.why}。之前 {verdict.count} 条完好。"]
    event = verdict.broken_at
    if event and event.at:
        at = timezone.localtime(event.at)
        lines.append(
            f"该条现存内容：{at:%Y-%m-%d %H:%M:%S} {event.actor_name} {event.verb_label} {event.target_label}"
        )
    return "\n".join(lines)
