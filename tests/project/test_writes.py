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
    """Directly, or through a function that is followed to where it stands, in whatever room that is."""
    proof = Proof()
    silent = [f"{file}: {node.name}" for file, node, _ in _actions() if not proof.holds(file, node.name)]
    assert not silent


def test_the_proof_follows_names_and_is_not_content_with_a_promise() -> None:
    proof = Proof()
    assert proof.holds("sansan/rectification/closing/actions.py", "override_and_close")
    assert proof.holds("sansan/evidence/actions.py", "attach")
    assert proof.holds("sansan/rectification/actions/decisions.py", "reopen"), "by recur(), in another module"
    assert not proof.holds("sansan/notify/notice.py", "notify"), "a message is no event"
    assert not proof.holds("sansan/rectification/actions/access.py", "locked_task"), (
        "it hands `by` on, and only reads"
    )


def test_nothing_is_written_outside_the_actions_but_what_is_listed_with_its_reason() -> None:
    found = {
        shown(file)
        for file in modules()
        if not (file.stem in {"actions", "sample"} or file.parent.name in {"actions", "sample"})
        and any(_is_write(call) for _, call in calls(ast.parse(file.read_text(encoding="utf-8"))))
    }
    assert found == WRITTEN_ELSEWHERE.keys()


WRITTEN_ELSEWHERE = {
    "sansan/commands/init.py": "the first city of an empty database, within the action that opens it",
    "sansan/api/idempotency.py": "the key of a request, within the transaction that carries it out",
    "sansan/api/pushing.py": "how far a subscription has been told of the trail, and how a push went",
    "sansan/dispatch/drafts.py": "what is typed and not handed in yet: nothing is said with it",
    "sansan/evidence/store.py": "the row of a file, within the action that hands it in",
    "sansan/lists/bulk_actions.py": "what a bulk run has done so far: each of its deeds is an action",
    "sansan/notify/lease.py": "how a delivery went is on the delivery",
    "sansan/notify/notice.py": "a message, within the action that causes it",
    "sansan/notify/planning.py": "which channels carry a message: kept as deliveries, not as deeds",
    "sansan/notify/reading.py": "that one has read one's own messages changes nothing for anyone else",
    "sansan/people/passwords.py": "old passwords, within the action that sets a new one",
    "sansan/search/indexing.py": "what can be found follows what was written",
    "sansan/trail/record.py": "the events themselves",
    "sansan/trail/replay.py": "the events of a backup, as they were",
}


def _is_write(call: ast.Call) -> bool:
    """A call that writes rows: of a manager or queryset, or a save of named fields."""
    if not isinstance(call.func, ast.Attribute):
        return False
    name, source = call.func.attr, ast.unparse(call.func)
    if name == "save":
        return any(keyword.arg == "update_fields" for keyword in call.keywords)
    return name in _WRITES and ".objects" in source


_WRITES = {"create", "bulk_create", "bulk_update", "update", "delete", "get_or_create", "update_or_create"}


class Proof:
    """Which functions come to `record` or `record_all` of the trail, followed name by name through the sources.

    A name that leads out of the project, or to something that is no function, proves nothing.
    """

    ENDS = frozenset({("sansan/trail/record.py", "record"), ("sansan/trail/record.py", "record_all")})

    def __init__(self) -> None:
        self._trees = {shown(file): ast.parse(file.read_text(encoding="utf-8")) for file in modules()}
        self._names = {file: self._brought(tree) for file, tree in self._trees.items()}
        self._here = {
            file: {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
            for file, tree in self._trees.items()
        }

    def holds(self, file: str, name: str, seen: frozenset[tuple[str, str]] = frozenset()) -> bool:
        if (file, name) in self.ENDS:
            return True
        if (file, name) in seen or file not in self._trees:
            return False
        function = self._here[file].get(name)
        seen = seen | {(file, name)}
        if function is None:  # brought in from elsewhere: a package that gathers its modules
            brought = self._names[file].get(name)
            return brought is not None and self.holds(*brought, seen)
        return any(self.holds(*called, seen) for called in self._called(file, function))

    def _called(self, file: str, function: ast.FunctionDef) -> list[tuple[str, str]]:
        names, here = self._names[file], self._here[file]
        found = []
        for name, call in calls(function):
            if isinstance(call.func, ast.Name):
                if name in here:
                    found.append((file, name))
                elif name in names:
                    found.append(names[name])
            elif (
                isinstance(call.func, ast.Attribute)
                and isinstance(call.func.value, ast.Name)
                and (module := names.get(call.func.value.id))
            ):
                base = module[0].removesuffix(".py").removesuffix("/__init__")
                found.append((self._file_of(f"{base}/{module[1]}"), name))
        return found

    def _brought(self, tree: ast.Module) -> dict[str, tuple[str, str]]:
        """What the module (and its functions) imports from the project: name here → file and name there."""
        found = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sansan"):
                path = str(node.module).replace(".", "/")
                for alias in node.names:
                    found[alias.asname or alias.name] = (self._file_of(path), alias.name)
        return found

    def _file_of(self, path: str) -> str:
        """The file of a module, or of a package's own module."""
        return f"{path}.py" if f"{path}.py" in self._trees else f"{path}/__init__.py"


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
