"""The search over 200 rounds × 500 tasks and 5,000 reports: making the index, asking it, and the scan beside it.

`python -m benchmarks.bench_search [rounds] [tasks] [reports]`; `DATABASE_URL` chooses the server; the database used is
a scratch one that is removed afterwards. Every query is asked as the city's office and as a county's.
"""

import random
import sys
import time
from collections.abc import Callable
from statistics import median
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Value
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from benchmarks.bench_pages import people
from benchmarks.city import build
from benchmarks.ground import scratch_database
from sansan.evidence.models import StoredFile
from sansan.rectification.models import Round, SourceDocument, Task
from sansan.search import indexing
from sansan.search.models import Entry
from sansan.search.queries import find, matching
from sansan.search.registry import kind_of, kinds
from sansan.search.words import parse

RUNS = 5
LINES = 60
WORDS = [
    "扬尘", "工地", "覆盖", "冲洗", "车辆", "道路", "硬化", "物料", "裸土",
    "喷淋", "散煤", "禁燃", "管控", "网格", "巡查", "台账", "整改", "验收",
    "公示", "责任", "乡镇", "街道", "企业", "砖厂", "矿山", "加油站", "餐饮",
    "油烟", "锅炉", "淘汰", "涉气", "监测", "站点", "数据", "超标", "应急",
    "响应", "停产", "限产", "督办", "约谈", "通报", "问责", "移送",
]  # fmt: skip
QUERIES = {
    "1 字（处处都有）": "工",
    "1 字（少见）": "罕",
    "2 字": "扬尘",
    "2 字（少见）": "罕见",
    "4 字": "车辆冲洗",
    "4 字（字字都有，连不成词）": "冲洗工地",
    "没有": "不存在的词",
    "两个词": "扬尘 出入口",
}


def reports(number: int, person: Any) -> None:
    """Received reports of LINES lines each; one in fifty holds the rare word."""
    chance = random.Random(7)
    rounds = list(Round.objects.all()[:200])
    file = StoredFile.objects.create(sha256="0" * 64, size=1, media_type="text/plain")
    for start in range(0, number, 500):
        SourceDocument.objects.bulk_create(
            SourceDocument(
                round=rounds[n % len(rounds)],
                file=file,
                name=f"报告{n}.docx",
                state=SourceDocument.State.CONFIRMED,
                text="\n".join("，".join(chance.choices(WORDS, k=12)) + "。" for _ in range(LINES))
                + ("\n罕见的字句" if n % 50 == 0 else ""),
                received_by=person,
            )
            for n in range(start, min(start + 500, number))
        )


def timed(ask: Callable[[], object]) -> float:
    ask()
    seconds = []
    for _ in range(RUNS):
        start = time.perf_counter()
        ask()
        seconds.append(time.perf_counter() - start)
    return median(seconds) * 1000


def compare(word: str) -> str:
    """The ledger's question, by the index and by the scan of the problems."""
    task = kind_of("task")
    if task is None:
        return ""
    indexed = timed(lambda: matching(task, parse(word)).count())
    scanned = timed(lambda: Task.objects.filter(GreaterThan(StrIndex("problem", Value(word)), 0)).count())
    return f"计数：索引 {indexed:5.0f} ms，逐条扫描 {scanned:5.0f} ms，扫描 ÷ 索引 = {scanned / indexed:5.1f}"


def main() -> None:
    given = [int(word) for word in sys.argv[1:4]]
    rounds, tasks, documents = given + [200, 500, 5000][len(given) :]
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    with scratch_database() as vendor:
        build(rounds=rounds, tasks_each=tasks, today=timezone.localdate())
        persons = people()
        reports(documents, persons["city"])
        start = time.perf_counter()
        indexing.rebuild()
        print(f"{vendor}: {rounds} × {tasks} 项任务、{documents} 份报告")
        print(f"建立索引 {time.perf_counter() - start:.0f} 秒，{Entry.objects.count()} 条")
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        for label, word in QUERIES.items():
            print(f"{label}“{word}” {compare(word)}")
            for name, person in persons.items():
                client = Client()
                client.force_login(person)
                seconds = {
                    kind.label: timed(lambda kind=kind: find(person, kind, parse(word)))  # type: ignore[misc]  # noqa: B023 - a default is no type; asked at once
                    for kind in kinds()
                    if kind.key in {"task", "passage"}
                }
                page = timed(lambda: client.get(reverse("search:page"), {"q": word}))  # noqa: B023 - asked at once
                each = "，".join(f"{kind} {ms:4.0f} ms" for kind, ms in seconds.items())
                print(f"    {name:7}{each}，整页 {page:4.0f} ms")


if __name__ == "__main__":
    main()
