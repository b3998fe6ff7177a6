"""`sansan read FILE`: a report read on the command line. Needs no database and no Django."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from sansan.documents.errors import DocumentError


@click.command(
    "read",
    short_help="读一份整改类报告，列出任务、数据和疑点",
    help="读一份整改类报告（txt、docx、pdf、html、xlsx、csv、tsv、md），列出任务、核对结果和读不懂的地方。不需要数据库。",
)
@click.argument("file", metavar="文件", type=click.Path(path_type=Path))
@click.option(
    "--json", "as_json", is_flag=True, help="输出 JSON（格式见 docs/reference/reading-format.md）。"
)
@click.option(
    "--output",
    "-o",
    metavar="文件",
    type=click.Path(dir_okay=False, path_type=Path),
    help="写到文件，不写到屏幕。",
)
def read(file: Path, as_json: bool, output: Path | None) -> None:
    """Exit status: 0 read, 1 could not be read, 2 wrong usage."""
    # Imported here so that `sansan --help` stays quick.
    from sansan.documents.jsonform import to_json
    from sansan.documents.reading import read_file
    from sansan.documents.summary import summary

    try:
        reading = read_file(file)
    except DocumentError as error:
        click.echo(f"读不了 {file.name}：{error.message}", err=True)
        sys.exit(1)
    text = (
        json.dumps(to_json(reading), ensure_ascii=False, indent=2) + "\n"
        if as_json
        else summary(reading, plain=output is not None)
    )
    if output is None:
        click.echo(text, nl=False)
        return
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        click.echo(f"写不进 {output}：{error.strerror}。请核对路径和权限。", err=True)
        sys.exit(1)


if __name__ == "__main__":
    read()
