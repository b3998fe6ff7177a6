"""A report torn, joined and stripped of marks: most tasks are still found, and what is lost is shown."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from sansan.documents.model import Reading
from sansan.documents.reading import read_bytes
from tests.documents.reader.coverage import uncovered

Damage = Callable[[list[str], random.Random], list[str]]
_MARK = re.compile(r"^(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\d+[.．、])")
SUBJECTS = ("料场", "工地", "锅炉", "养殖场", "污水厂", "渣土车", "加油站", "砖厂")
TASKS = 24


def _report() -> str:
    lines = ["云岭市督察反馈意见整改完成情况", f"共梳理整改任务4类{TASKS}项。"]
    for number in range(1, TASKS + 1):
        if number % 6 == 1:
            lines.append(
                f"{'一二三四'[number // 6]}、{('扬尘', '散煤', '涉水', '固废')[number // 6]}治理不够彻底"
            )
        subject = SUBJECTS[number % 8]
        lines.append(f"{number}.云岭镇{number}组{subject}整治不到位，群众反映强烈。（已完成，持续推进）")
        lines.append(
            f"整改情况：（1）对{subject}开展排查{number + 3}次，建立问题台账。（2）整改问题{number}个，长期巡查。"
        )
    return "\n".join(lines)


def _drop(lines: list[str], chance: random.Random) -> list[str]:
    return lines[:2] + [line for line in lines[2:] if chance.random() > 0.06]


def _join(lines: list[str], chance: random.Random) -> list[str]:
    kept: list[str] = lines[:1]
    for line in lines[1:]:
        kept[-1:] = [kept[-1] + line] if len(kept) > 2 and chance.random() < 0.08 else [kept[-1], line]
    return kept


def _blank(lines: list[str], chance: random.Random) -> list[str]:
    return [piece for line in lines for piece in (line, *[""] * chance.randint(1, 2))]


def _unmark(lines: list[str], chance: random.Random) -> list[str]:
    return [_MARK.sub("", line) if chance.random() < 0.1 else line for line in lines]


def _cut(lines: list[str], chance: random.Random) -> list[str]:
    cut: list[str] = []
    for line in lines:
        place = chance.randrange(8, len(line) - 8) if len(line) > 30 and chance.random() < 0.3 else 0
        cut += [line[:place], line[place:]] if place else [line]
    return cut


DAMAGES = (_drop, _join, _blank, _unmark, _cut)


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("seed", range(6))
def test_a_damaged_report_still_gives_most_tasks_and_shows_what_is_lost(damage: Damage, seed: int):
    text = "\n".join(damage(_report().split("\n"), random.Random(seed)))
    reading = read_bytes(text.encode(), "a.txt")
    there = [number for number in range(1, TASKS + 1) if f"云岭镇{number}组" in text.replace("\n", "")]
    found = [number for number in there if _has_task(reading, number)]
    assert len(found) >= 0.85 * len(there)
    assert uncovered(reading) == ""
    if len(reading.outline.tasks) < TASKS - 1:
        assert reading.outline.unknown


def _has_task(reading: Reading, number: int) -> bool:
    return any(task.problem.value.startswith(f"云岭镇{number}组") for task in reading.outline.tasks)


def test_a_number_left_out_of_the_count_is_shown():
    lines = _report().split("\n")
    gone = next(place for place, line in enumerate(lines) if line.startswith("9."))
    reading = read_bytes("\n".join(lines[:gone] + lines[gone + 2 :]).encode(), "a.txt")
    assert [each.reason for each in reading.outline.unknown] == ["编号到这里跳过了 9，前面可能有任务没有读出"]
    assert reading.outline.unknown[0].text.startswith("10.")


def test_an_answer_that_comes_twice_in_a_task_is_shown():
    lines = _report().split("\n")
    gone = next(place for place, line in enumerate(lines) if line.startswith("9."))
    reading = read_bytes("\n".join(lines[:gone] + lines[gone + 1 :]).encode(), "a.txt")
    assert "同一项任务里第二次出现" in "".join(each.reason for each in reading.outline.unknown)


def test_an_excerpt_that_counts_in_leaps_is_in_order():
    text = "云岭市整改完成情况\n" + "\n".join(
        f"第{number}项：云岭镇{number}组未整治。（已完成）\n整改情况：已整治。"
        for number in (3, 5, 8, 11, 12)
    )
    reading = read_bytes(text.encode(), "a.txt")
    assert [task.number for task in reading.outline.tasks] == ["3", "5", "8", "11", "12"]
    assert reading.outline.unknown == ()


def test_a_task_whose_number_alone_was_lost_leaves_no_gap():
    text = _report().replace("\n9.", "\n")
    reading = read_bytes(text.encode(), "a.txt")
    assert len(reading.outline.tasks) == TASKS
    assert reading.outline.unknown == ()


@pytest.mark.shared
@pytest.mark.parametrize("damage", DAMAGES)
def test_the_citys_report_survives_damage(shared: Path, damage: Damage):
    text = (shared / "documents" / "zhumadian-2020.txt").read_text("utf-8")
    problems = [task.problem.value[:14] for task in read_bytes(text.encode(), "a.txt").outline.tasks]
    damaged = "\n".join(damage(text.split("\n"), random.Random(7)))
    there = [problem for problem in problems if problem in damaged.replace("\n", "")]
    tasks = read_bytes(damaged.encode(), "a.txt").outline.tasks
    found = [each for each in there if any(task.problem.value[:40].count(each) for task in tasks)]
    assert len(found) >= 0.9 * len(there)


SAMPLES = sorted((Path(__file__).resolve().parents[1] / "samples").rglob("*.txt"))


@pytest.mark.parametrize("damage", DAMAGES)
def test_no_damaged_sample_crashes_the_reader_and_none_of_it_vanishes(damage: Damage):
    for place, path in enumerate(SAMPLES):
        text = "\n".join(damage(path.read_text("utf-8").split("\n"), random.Random(place)))
        reading = read_bytes(text.encode(), "a.txt")
        assert reading.source.tables or uncovered(reading) == "", path.stem


def test_a_row_with_cells_beyond_its_columns_is_read():
    text = "整改台账\n\n|序号|问题|结果|\n|一|财政方面||甲|乙|\n|1|账目不清|已整改|"
    assert [task.number for task in read_bytes(text.encode(), "a.txt").outline.tasks][-1] == "1"


def test_two_lists_run_together_lose_no_point():
    text = (
        "云岭镇整改方案\n一、反馈问题\n（一）账目不清。\n（二）台账不全。二、整改情况\n（一）已整改。\n（二）已整改。\n"
        "三、整改目标\n（一）甲。\n（二）乙。"
    )
    assert uncovered(read_bytes(text.encode(), "a.txt")) == ""
