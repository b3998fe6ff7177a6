"""The room's verbs over HTTP: the same actions as its pages, in modules of one subject each."""

from ninja import Router


def routers() -> list[Router]:
    """In the order the description lists them."""
    from sansan.rectification.api import (
        closing,
        decisions,
        exports,
        figures,
        findings,
        intake,
        papers,
        plans,
        requests,
        rounds,
        steps,
        tasks,
        upkeep,
    )

    modules = (
        rounds, plans, tasks, upkeep, steps, decisions, closing, requests, figures, papers, findings, intake, exports,
    )  # fmt: skip
    return [module.router for module in modules]
