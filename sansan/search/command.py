"""`sansan search`: the index of the search, made anew and checked."""

import click


@click.group(short_help="搜索索引：重建、核对")
def search() -> None:
    """搜索索引跟随每次写入更新；这里可以重建和核对它。"""


@search.command("rebuild", short_help="按现有记录重建索引")
def rebuild() -> None:
    """按现有记录重建索引。重建期间可以照常办理业务，搜索页会提示正在建立索引。"""
    from sansan.search import indexing

    said = ""

    def progress(label: str, done: int) -> None:
        nonlocal said
        if said and label != said:
            click.echo()
        said = label
        click.echo(f"\r{label}：{done} 条", nl=False)

    indexing.rebuild(progress)
    click.echo("\n索引已重建。")


@search.command("check", short_help="核对索引与记录是否一致")
def check() -> None:
    """逐条核对索引与记录。有不一致的列出前 20 条，退出状态为 1。"""
    from itertools import islice

    from sansan.search import indexing

    behind = indexing.behind()
    if behind is None:
        raise click.ClickException("还没有索引。请执行 sansan search rebuild。")
    found = list(islice(indexing.differences(), 20))
    for one in found:
        click.echo(f"{one.kind} {one.target_id}：{one.what}")
    if found:
        raise click.ClickException("索引与记录不一致，请执行 sansan search rebuild。")
    click.echo("索引与记录一致。" + (f"尚有 {behind} 条操作待跟随。" if behind else ""))
