"""Every write is an action: keyword-only, with the person who acts, and it leaves an event."""

import ast
import re

from sansan.trail.registry import declared
from tests.project.tree import calls, functions, modules, shown

_CHINESE = re.compile(r"[\u4e00-\u9fff]")


def _actions() -> list[tuple[str, ast.FunctionDef, ast.Module]]:
    """Public functions of every room's actions, with the module they stand in."""
    found = []
    for file in modules():
        if file.stem == "actions" or file.parent.name == "actions":
            tree = ast.parse(file.read_text(encoding="utf-8"))
            found += [(shown(file), node, tree) for node in functions(file) if _acts(node)]
    return found


def _acts(node: ast.FunctionDef) -> bool:
    return not node.name.startswith("_") and _is_atomic(node)


def _is_atomic(node: ast.FunctionDef) -> bool:
    return any("atomic" in ast.unparse(decorator) for decorator in node.decorator_list) or any(
        name == "atomic" for name, _ in calls(node)
    )


def test_every_action_takes_keywords_only_and_the_person_who_acts() -> None:
    actions = _actions()
    assert actions
    assert not [
        f"{file}: {node.name}"
        for file, node, _ in actions
        if node.args.args
        or node.args.posonlyargs
        or (
            "by" not in {argument.arg for argument in node.args.kwonlyargs}
            and node.name not in _called_by_jobs()
        )
    ]


def _called_by_jobs() -> set[str]:
    """The background halves of actions: the person is the one on record as having asked for it."""
    return {
        name
        for file in modules()
        if file.stem == "jobs"
        for name, _ in calls(ast.parse(file.read_text(encoding="utf-8")))
    }


def test_every_action_leaves_an_event() -> None:
    """Directly, or through a function of the same room that does."""
    silent = []
    for file, node, tree in _actions():
        if not _records(node, tree, seen=set()):
            silent.append(f"{file}: {node.name}")
    assert not silent


def _records(node: ast.AST, tree: ast.Module, *, seen: set[str]) -> bool:
    local = {item.name: item for item in tree.body if isinstance(item, ast.FunctionDef)}
    for name, call in calls(node):
        passes_on = any(keyword.arg == "by" for keyword in call.keywords)
        if name == "record" or (passes_on and name not in local):
            return True
        if name in local and name not in seen and _records(local[name], tree, seen={*seen, name}):
            return True
    return False


def test_every_verb_of_the_trail_has_a_chinese_label() -> None:
    assert declared()
    assert not [verb for verb, label in declared().items() if not _CHINESE.search(label)]


def test_every_verb_written_into_the_trail_is_declared_and_every_declared_one_is_written() -> None:
    literals = {
        node.value
        for file in modules()
        if file.stem != "verbs"
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    recorded = {
        str(call.args[0].value)
        for file in modules()
        for name, call in calls(ast.parse(file.read_text(encoding="utf-8")))
        if name == "record" and call.args and isinstance(call.args[0], ast.Constant)
    }
    assert recorded
    assert not recorded - declared().keys()
    assert not declared().keys() - literals
