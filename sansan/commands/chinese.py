"""Click in Chinese: its messages through a gettext catalogue, its placeholders by name.

Click asks gettext's default domain, so binding that domain to our catalogue is all it needs. The catalogue is
compiled by `python -m scripts.catalogue`.
"""

import gettext
import os
from pathlib import Path

import click

_LOCALE = Path(__file__).parent / "locale"
_PLACEHOLDERS = {
    "text": "文字",
    "integer": "整数",
    "integer range": "整数",
    "float": "数值",
    "filename": "文件",
    "boolean": "是否",
    "datetime": "日期",
}


def use() -> None:
    """Messages of this process in Chinese, whatever the machine's own language."""
    os.environ["LANGUAGE"] = "zh_CN"
    gettext.bindtextdomain("messages", str(_LOCALE))


def localise(command: click.Command) -> click.Command:
    """Give the usage line and the value placeholders of a command, and of those below it, Chinese names."""
    command.options_metavar = "[选项]"
    for parameter in command.params:
        if parameter.metavar is None and not getattr(parameter, "is_flag", False):
            name = parameter.type.name  # of files and folders, already said in Chinese by the catalogue
            parameter.metavar = _PLACEHOLDERS.get(name, None if name.isascii() else name)
    if isinstance(command, click.Group):
        command.subcommand_metavar = "命令 [参数]..."
        for below in command.commands.values():
            localise(below)
    return command
