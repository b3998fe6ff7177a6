"""The chain in segments, each walked by a process of its own where that pays."""

import multiprocessing
import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager

from django.db import connection

from sansan.trail.segment_process import set_up, walk_part
from sansan.trail.walking import Walk, walk

SEGMENT = 50_000
PAYS_FROM = 1_000_000
"""Below this a process takes longer to start than the links take to check."""


@contextmanager
def walked(upto: int, kept_hash: str) -> Iterator[Iterator[Walk]]:
    """The walks over 1 to `upto` in order; leaving early leaves the rest unwalked."""
    parts = [(first, min(first + SEGMENT - 1, upto)) for first in range(1, upto + 1, SEGMENT)]
    processes = min(len(parts), os.cpu_count() or 1)
    if upto < PAYS_FROM or processes < 2 or not _others_see_the_same():
        yield (walk(first, last, kept_hash) for first, last in parts)
        return
    # Spawned, not forked: a forked child would share this process's connections and locks.
    pool = ProcessPoolExecutor(
        processes, multiprocessing.get_context("spawn"), set_up, (dict(connection.settings_dict),)
    )
    try:
        yield pool.map(walk_part, [(first, last, kept_hash) for first, last in parts])
    finally:
        pool.shutdown(cancel_futures=True)


def _others_see_the_same() -> bool:
    """Whether another connection reads what this one does: not within a transaction, not in memory."""
    in_memory = (
        connection.vendor == "sqlite" and "memory" in str(connection.settings_dict["NAME"]).split("/")[-1]
    )
    return not connection.in_atomic_block and not in_memory
