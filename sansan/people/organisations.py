"""Rows of organisations as files give them: the sample city's TOML and whatever a deployment writes in that form."""

import datetime as dt
import tomllib
from dataclasses import dataclass
from pathlib import Path

SAMPLE = Path(__file__).parent / "data" / "organisations.toml"


@dataclass(frozen=True)
class OrganisationRow:
    """One body as entered. `parent` is the parent's code; an empty date is unknown (founding) or not yet (ending)."""

    code: str
    name: str
    kind: str
    area_code: str
    short_name: str = ""
    parent: str = ""
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    source: str = ""


def read(path: Path | None = None) -> list[OrganisationRow]:
    """The bodies of a TOML file, in its order; each takes its group's kind and source unless it says otherwise."""
    with (path or SAMPLE).open("rb") as file:
        document = tomllib.load(file)
    return [
        OrganisationRow(**{"kind": group["kind"], "source": group["source"], **body})
        for group in document["group"]
        for body in group["organisation"]
    ]
