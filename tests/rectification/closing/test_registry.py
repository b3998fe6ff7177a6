"""The registry of claims: what may be registered, and that every claim is documented."""

import datetime as dt
import re
from dataclasses import replace
from pathlib import Path

import pytest

from sansan.rectification.closing import registry
from sansan.rectification.closing.examine import applied, examine
from sansan.rectification.closing.facts import Facts
from sansan.rectification.closing.registry import Claim, Parameter, claims, declare_rows, holds, register
from sansan.rectification.closing.rules import note, table
from sansan.rectification.closing.wiring import ROWS
from sansan.rectification.models import Task
from tests.rectification.factories import TaskFactory

PAGE = Path(__file__).resolve().parents[3] / "docs" / "reference" / "closing-claims.md"


@pytest.fixture(autouse=True)
def _registry_of_its_own(monkeypatch):
    """What a test registers is gone after it."""
    monkeypatch.setattr(registry, "_CLAIMS", dict(registry._CLAIMS))
    monkeypatch.setattr(registry, "_ROW_KINDS", dict(registry._ROW_KINDS))


def claim(**given) -> Claim:
    known = {
        "key": "power_gone",
        "label": "已断电",
        "asserts": "用电量为零",
        "remedy": "停电后再申请",
        "check": lambda facts, parameters: holds(f"断电 {facts.extra['power_gone']} 天。"),
    }
    return Claim(**{**known, **given})


def test_a_key_is_registered_once():
    register(claim())
    with pytest.raises(ValueError, match="twice"):
        register(claim())
    with pytest.raises(ValueError, match="twice"):
        declare_rows("evidence", lambda person, keys: {})


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"default_on": "sometimes"}, "no condition"),
        ({"parameters": (Parameter("days", "断电", "天"),)}, "needs a default"),
        ({"defaults": {"days": 7}}, "needs a default"),
    ],
)
def test_a_claim_that_does_not_fit_is_refused_at_start_up(given, why):
    with pytest.raises(ValueError, match=why):
        register(claim(**given))


@pytest.mark.django_db
def test_a_claim_of_another_room_gathers_its_own_facts():
    register(claim(gather=lambda task: 7))
    task = TaskFactory.create()
    results = {r.key: r for r in examine(Task.objects.get(pk=task.pk), now=task.created_at)}
    assert results["power_gone"].sentence == "断电 7 天。"


def test_each_claim_is_made_where_its_default_says():
    plain = Facts(now=dt.datetime(2020, 7, 1, tzinfo=dt.UTC), task_id=1)
    made = {a.claim.key for a in applied(plain, ()) if a.on}
    assert not {"photos_present", "parts_accepted", "figures_dated", "notice_served"} & made
    standing = {a.claim.key for a in applied(replace(plain, standing=True), ()) if a.on}
    assert made - standing == {"text_fits_status"}


def test_the_data_file_has_a_source_for_every_claim_and_says_that_numbers_are_defaults():
    file = table()
    assert {key for key in file if key not in {"valid_from", "note"}} == set(claims())
    assert all(c.source for c in claims().values())
    assert note() == "默认值，待本地确认"


def test_every_claim_is_documented_with_its_limits_and_no_other():
    page = PAGE.read_text(encoding="utf-8")
    assert re.findall(r"^## `(\w+)` (.+)$", page, re.MULTILINE) == [
        (c.key, c.label) for c in claims().values()
    ]
    for c in claims().values():
        _, _, rest = page.partition(f"## `{c.key}` ")
        part = rest.partition("\n## ")[0]
        assert c.asserts in part, c.key
        assert registry.CONDITIONS[c.default_on].label in part, c.key
        for p in c.parameters:
            assert f"{p.label} {c.defaults[p.name]} {p.unit}" in part, (c.key, p.name)


def test_every_kind_of_row_has_a_function_that_says_who_sees_it():
    from sansan.rectification.closing import presentation

    assert set(ROWS) <= set(registry.row_kinds())
    assert all(callable(getattr(presentation, name)) for name in ROWS.values())
