"""The table of roles holds for the whole project: what the code asks for is in it, and its page is up to date."""

import ast
from collections.abc import Iterator
from pathlib import Path

import sansan
from sansan.people.roles import PERMISSIONS

SOURCE = Path(sansan.__file__).parent
ASKING = {"require", "may", "grants", "visible_to", "locked_task", "locked_round"}


def asked_permissions() -> Iterator[tuple[str, str]]:
    """(file, permission) for each call that asks: a literal, or a name bound to one in the same module."""
    for file in SOURCE.rglob("*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        names = {
            target.id: node.value.value
            for node in tree.body
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            function = (
                call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            )
            if function in ASKING:
                for argument in [*call.args, *(keyword.value for keyword in call.keywords)]:
                    value = (
                        names.get(argument.id)
                        if isinstance(argument, ast.Name)
                        else getattr(argument, "value", None)
                    )
                    if isinstance(value, str) and "." in value:
                        yield str(file.relative_to(SOURCE)), value


def test_every_permission_the_code_asks_for_is_in_the_table() -> None:
    asked = list(asked_permissions())
    assert len(asked) > 20
    assert [pair for pair in asked if pair[1] not in PERMISSIONS] == []


def test_every_permission_of_the_table_is_asked_for_somewhere() -> None:
    texts = [file.read_text(encoding="utf-8") for file in SOURCE.rglob("*.py") if file.name != "roles.py"]
    assert [verb for verb in PERMISSIONS if not any(f'"{verb}"' in text for text in texts)] == []
