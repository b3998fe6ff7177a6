"""A click group that loads a command only when it is called, and Django only for commands that need it."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import click

from sansan.commands import chinese
from sansan.errors import DomainError


@dataclass(frozen=True)
class Entry:
    """`target` is `module:attribute`; `summary` is the line in the list, known without importing anything."""

    target: str
    summary: str
    needs_django: bool = True


class LazyGroup(click.Group):
    """Sub-commands from a table of entries."""

    def __init__(self, *args: Any, entries: Mapping[str, Entry], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.entries = entries

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.entries)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        entry = self.entries.get(cmd_name)
        if entry is None:
            return None
        if entry.needs_django:
            set_up_django()
        module, attribute = entry.target.split(":")
        return chinese.localise(getattr(import_module(module), attribute))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("命令"):
            formatter.write_dl([(name, entry.summary) for name, entry in self.entries.items()])

    def invoke(self, ctx: click.Context) -> Any:
        """A domain error is something the user asked for that cannot be done: its message, status 1, no traceback."""
        try:
            return super().invoke(ctx)
        except DomainError as error:
            raise click.ClickException(error.message) from error


def set_up_django() -> None:
    """Load settings and apps once in this process."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sansan.settings")
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()
