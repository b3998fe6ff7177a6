"""`sansan` itself: what it lists, in which language, with which exit status, and how fast it starts."""

import ast
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import Result

from sansan.cli import ENTRIES, main
from sansan.commands.group import Entry, LazyGroup
from sansan.errors import Invalid
from scripts import catalogue
from scripts.paths import ROOT
from scripts.reference import every_command

Sansan = Callable[..., Result]
_OWN_NAME = re.compile(r"sansan(?: [a-z-]+)+")
_ENGLISH_SENTENCE = re.compile(r"[a-z]+ [a-z]+ [a-z]+")


def _all_commands() -> list[click.Context]:
    return list(every_command())


@pytest.mark.parametrize("context", _all_commands(), ids=lambda context: context.command_path)
def test_help_of_every_command_is_chinese(context: click.Context) -> None:
    help_text = context.command.get_help(context)
    assert "用法：" in help_text
    assert "选项:" in help_text or not context.help_option_names
    assert not _ENGLISH_SENTENCE.search(_OWN_NAME.sub("", help_text))
    assert not re.search(r"\b(TEXT|INTEGER|FILE|FILENAME|PATH|DIRECTORY|OPTIONS|COMMAND|ARGS)\b", help_text)


@pytest.mark.parametrize(("name", "entry"), ENTRIES.items())
def test_the_list_says_of_a_command_what_the_command_says_of_itself(name: str, entry: Entry) -> None:
    command = main.get_command(click.Context(main), name)
    assert command is not None
    assert command.get_short_help_str(limit=200).rstrip("。") == entry.summary


def test_every_command_that_writes_can_be_tried_first() -> None:
    writes = {"setup", "load", "init", "import", "import-zones", "import-organisations", "sweep", "backup",
              "restore"}  # fmt: skip
    found = {
        context.command.name: context.command for context in _all_commands() if context.command.name in writes
    }
    assert found.keys() == writes
    without = [
        name
        for name, command in found.items()
        if not {"--dry-run", "--delete", "--yes"}
        & {word for parameter in command.params for word in parameter.opts}
    ]
    assert not without


def test_wrong_usage_is_status_2_and_says_so_in_chinese(sansan: Sansan) -> None:
    result = sansan("serve", "--port", "no")
    assert result.exit_code == 2
    assert "参数错误" in result.output
    assert sansan("nothing").exit_code == 2


def test_what_cannot_be_done_is_status_1_with_its_message_and_no_traceback() -> None:
    group = LazyGroup("g", entries={"fail": Entry(f"{__name__}:_fail", "", needs_django=False)})
    result = click.testing.CliRunner().invoke(group, ["fail"])
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", "错误：第 3 行没有编码。\n")


@click.command()
def _fail() -> None:
    raise Invalid("第 3 行没有编码。")


def test_help_needs_neither_django_nor_a_database() -> None:
    code = (
        "import sys\nfrom sansan.cli import main\n"
        "try: main(['--help'])\nexcept SystemExit: pass\n"
        "sys.exit('django' in sys.modules)"
    )
    assert (
        subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.DEVNULL, check=False
        ).returncode
        == 0
    )


def test_the_compiled_catalogue_is_that_of_its_source() -> None:
    source = catalogue.SOURCE.read_text(encoding="utf-8")
    assert catalogue.target().read_bytes() == catalogue.compiled(catalogue.read(source)), (
        "python -m scripts.catalogue"
    )


def test_the_catalogue_has_every_word_click_can_say_to_a_user() -> None:
    said_only_to_programmers = {
        "DeprecationWarning", "Could not determine name", "No options defined", "Arguments take exactly",
        "defined twice", "Boolean option", "Value must be an iterable", "Bash", "Unknown color",
        "Unknown standard stream",
        "Invalid start character", "Choice({choices})", "Editing failed", "Windows error",
    }  # fmt: skip
    translated = {key.split("\0")[0] for key in catalogue.read(catalogue.SOURCE.read_text(encoding="utf-8"))}
    folder = Path(click.__file__).parent
    said = {
        node.args[0].value
        for file in folder.glob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "") in {"_", "ngettext"}
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
    }
    missing = {
        word for word in said - translated if not any(part in word for part in said_only_to_programmers)
    }
    assert missing <= {"d"}  # the letter after a number of days in a progress bar


def test_an_argument_missing_in_a_sub_command_is_said_in_chinese(sansan: Sansan) -> None:
    result = sansan("people", "import")
    assert result.exit_code == 2
    assert "缺少参数" in result.output
