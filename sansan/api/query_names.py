"""Which names an address may carry after its question mark: a filter misspelt must not open the whole list."""

import re
from functools import lru_cache

from django.http import HttpRequest

from sansan.api.reference import description
from sansan.errors import Invalid

_PART = re.compile(r"<(?:[^>:]+:)?([^>]+)>")


@lru_cache
def _known() -> dict[tuple[str, str], frozenset[str]]:
    """(path, method) → names, from the description."""
    return {
        (path, method.upper()): frozenset(p["name"] for p in operation["parameters"] if p["in"] == "query")
        for path, operations in description()["paths"].items()
        for method, operation in operations.items()
    }


def ensure_known(request: HttpRequest) -> None:
    """Raises Invalid for a name the operation does not know. An unknown method is answered elsewhere."""
    if not request.GET or request.resolver_match is None:
        return
    path = "/" + _PART.sub(r"{\1}", request.resolver_match.route)
    names = _known().get((path, request.method or ""))
    if names is None:
        return
    for name in request.GET:
        if name not in names:
            offered = f"可用的有：{'、'.join(sorted(names))}。" if names else "该地址不接受查询参数。"
            raise Invalid(f"不认识的查询参数“{name[:40]}”。{offered}", field=name[:40])
