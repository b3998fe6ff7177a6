"""How long reading takes: a city-sized report and a plan of 500 tasks, beside one pass of a regular expression.

    python benchmarks/bench_reading.py

The texts are generated here, so no other file is needed. The reference is one `findall` of runs of digits over the
same text: what any reading must at least cost on this machine.
"""

from __future__ import annotations

import random
import re
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from sansan.documents.reading import read_bytes

CHINESE = "一二三四五六七八九十"
SUBJECTS = ["砂石料场", "建筑工地", "餐饮门店", "加油站点", "燃煤锅炉", "露天矿山", "物流园区"]
STATUSES = ["已完成", "已完成，持续推进", "按照时序进度持续推进", "未完成"]


def measure_text(rng: random.Random) -> str:
    total = rng.randint(20, 400)
    part = rng.randint(1, total - 1)
    subject = rng.choice(SUBJECTS)
    return (
        f"组织县区开展排查整治，共排查{subject}{total}家，其中整改到位{part}家，其余{total - part}家正在整改；"
        f"印发《云岭市{subject}专项整治方案》（云环攻坚办〔2021〕{rng.randint(1, 90)}号），明确责任分工和完成时限，"
        f"出动人员{rng.randint(100, 9000)}人次，处罚金额{rng.randint(1, 900)}.{rng.randint(1, 9)}万元。"
    )


def report(tasks: int, classes: int, measures: int, *, plan: bool) -> str:
    """A report, or a plan with labelled fields, of the family."""
    rng = random.Random(tasks)
    lines = [
        f"云岭市督察反馈意见{'整改方案' if plan else '整改完成情况'}",
        f"共梳理整改任务{classes}类{tasks}项。",
    ]
    for number in range(tasks):
        if number * classes // tasks != (number - 1) * classes // tasks or number == 0:
            lines.append(f"{CHINESE[number * classes // tasks]}、第{number}组问题整治不到位")
        problem = f"{rng.randint(2, 40)}家{rng.choice(SUBJECTS)}未落实扬尘防治要求，群众反映强烈。"
        body = "".join(f"（{place + 1}）{measure_text(rng)}" for place in range(measures))
        if plan:
            lines += [
                f"{number + 1}.{problem}",
                "责任单位：各县（区）人民政府、市生态环境局",
                "整改目标：达标排放。",
                f"整改时限：202{number % 5}年6月底前",
                f"整改措施：{body}",
            ]
        else:
            lines += [f"{number + 1}.{problem}（{rng.choice(STATUSES)}）", f"整改情况：{body}"]
    return "\n".join(lines)


def seconds(work: Callable[[], object], rounds: int) -> float:
    """The best of some rounds: the others were disturbed."""
    best = float("inf")
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best


def main() -> None:
    digits = re.compile(r"\d+")
    for name, text, wanted, rounds in (
        ("city report, 36 tasks", report(36, 6, 3, plan=False), 36, 3),
        ("plan, 500 tasks", report(500, 10, 4, plan=True), 500, 2),
    ):
        data = text.encode()
        found = len(read_bytes(data, "bench.txt").outline.tasks)
        if found != wanted:
            sys.exit(f"{name}: read {found} tasks, not {wanted}")
        ours = seconds(partial(read_bytes, data, "bench.txt"), rounds)
        reference = seconds(partial(digits.findall, text), 20)
        print(
            f"{name}: {len(text)} characters, {ours:.3f} s, "
            f"{ours / reference:.0f} x one regex pass ({reference * 1000:.2f} ms)"
        )


if __name__ == "__main__":
    main()
