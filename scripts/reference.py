"""`python -m scripts.reference`: the pages of docs/reference that come from the code; a test finds stale ones."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import click
from pydantic import SecretStr
from pydantic.fields import FieldInfo

from sansan.cli import main as command_line
from sansan.config import Config
from scripts.api_page import api_page, openapi_json
from scripts.paths import ROOT
from scripts.roles_page import roles_page
from scripts.workflow_page import workflow_page

_GENERATED = "<!-- 本页由 make docs 生成，请勿手改。 -->"


def settings_page() -> str:
    """Every setting with its default and meaning."""
    rows = [
        f"| `{variable(name, field)}` | {_default(field)} | {field.description} |"
        for name, field in Config.model_fields.items()
    ]
    return "\n".join(
        [
            "# 设置",
            "",
            _GENERATED,
            "",
            "设置写在环境变量里，或写在 `.env` 文件里（每行 `名称=值`）；环境变量优先。改动后重启服务生效。",
            "`.env` 默认在程序目录下，可用环境变量 `SANSAN_ENV_FILE` 指定别处。",
            "设置是否适合正式运行，用 `sansan check` 检查。",
            "",
            "| 名称 | 默认值 | 说明 |",
            "|---|---|---|",
            *rows,
            "",
        ]
    )


def variable(name: str, field: FieldInfo) -> str:
    """The environment variable of a setting."""
    return str(field.validation_alias or f"SANSAN_{name.upper()}")


def _default(field: FieldInfo) -> str:
    value = field.default
    if isinstance(value, Path):
        return f"`{value.relative_to(ROOT)}`"
    if isinstance(value, SecretStr) or value in ("", {}):
        return "空"
    return f"`{value if isinstance(value, str) else json.dumps(value)}`"


def commands_page() -> str:
    """The help of every command, as the terminal prints it."""
    parts = [
        "# 命令",
        "",
        _GENERATED,
        "",
        "退出状态：0 完成；1 未能完成，或检查发现问题；2 用法错误。",
        "会写入的命令都有 `--dry-run`。进度条只在终端上显示，输出可以接给别的程序。",
        "",
    ]
    for context in every_command():
        parts += [
            f"## `{context.command_path}`",
            "",
            "```text",
            context.command.get_help(context).rstrip(),
            "```",
            "",
        ]
    return "\n".join(parts)


def every_command(
    command: click.Command = command_line, name: str = "sansan", parent: click.Context | None = None
) -> Iterator[click.Context]:
    """A command and all below it, each as a context that knows its full name."""
    settings = {**command.context_settings, "terminal_width": 100}
    context = click.Context(command, info_name=name, parent=parent, **settings)
    yield context
    if isinstance(command, click.Group):
        for below in command.list_commands(context):
            found = command.get_command(context, below)
            if found is not None:
                yield from every_command(found, below, context)


PAGES: dict[Path, Callable[[], str]] = {
    ROOT / "docs" / "reference" / "settings.md": settings_page,
    ROOT / "docs" / "reference" / "commands.md": commands_page,
    ROOT / "docs" / "reference" / "roles.md": roles_page,
    ROOT / "docs" / "reference" / "workflow.md": workflow_page,
    ROOT / "docs" / "reference" / "api.md": api_page,
    ROOT / "docs" / "reference" / "openapi.json": openapi_json,
}

if __name__ == "__main__":
    for page, text in PAGES.items():
        page.write_text(text(), encoding="utf-8")
        print(page.relative_to(ROOT))
