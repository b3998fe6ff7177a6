"""The description machines read, arranged for people: used by the page and by the printed reference."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

_HOUSE = {"Idempotency-Key", "If-Match", "cursor", "limit"}
"""Said once for all operations, not at each of them."""


@dataclass(frozen=True)
class Value:
    """One value to send: where it goes, what it means."""

    name: str
    place: str
    kind: str
    required: bool
    says: str


@dataclass(frozen=True)
class Operation:
    method: str
    path: str
    title: str
    says: str
    values: Sequence[Value] = ()


@dataclass(frozen=True)
class Group:
    title: str
    operations: list[Operation] = field(default_factory=list)


def description() -> dict[str, Any]:
    """The OpenAPI description."""
    from sansan.api.urls import interface

    return dict(interface.get_openapi_schema())


@lru_cache
def groups() -> tuple[Group, ...]:
    """The operations by subject, in the order of the description."""
    whole = description()
    schemas = whole["components"]["schemas"]
    found: dict[str, Group] = {}
    for path, operations in whole["paths"].items():
        for method, operation in operations.items():
            title = operation["tags"][0]
            found.setdefault(title, Group(title)).operations.append(
                Operation(
                    method.upper(),
                    path,
                    operation["summary"],
                    operation.get("description", ""),
                    tuple(_values(operation, schemas)),
                )
            )
    return tuple(found.values())


_PLACES = {"path": "地址", "query": "查询", "application/json": "JSON", "multipart/form-data": "表单"}
_TYPES = {
    "string": "文字",
    "integer": "整数",
    "number": "数",
    "boolean": "true/false",
    "array": "列表",
    "object": "对象",
}


def _values(operation: Mapping[str, Any], schemas: Mapping[str, Any]) -> list[Value]:
    found = [
        Value(
            p["name"], _PLACES[p["in"]], _kind(p["schema"], schemas), p["required"], p.get("description", "")
        )
        for p in operation["parameters"]
        if p["name"] not in _HOUSE
    ]
    for place, content in operation.get("requestBody", {}).get("content", {}).items():
        schema = _resolved(content["schema"], schemas)
        needed = set(schema.get("required", ()))
        found += [
            Value(
                name,
                _PLACES.get(place, "表单"),
                _kind(one, schemas),
                name in needed,
                one.get("description", ""),
            )
            for name, one in schema.get("properties", {}).items()
        ]
    return found


def _resolved(schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> Mapping[str, Any]:
    return schemas[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema


def _kind(schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> str:
    schema = _resolved(schema, schemas)
    options = [one for one in schema.get("anyOf", [schema]) if one.get("type") != "null"]
    one = options[0]
    if "enum" in schema:
        return "、".join(str(value) for value in schema["enum"] if value)
    if one.get("format") == "date":
        return "日期"
    if len(options) > 1 and {option.get("type") for option in options} == {"number", "string"}:
        return "数"
    if one.get("type") == "array" and one.get("items", {}).get("format") == "binary":
        return "文件，可多个"
    if one.get("format") == "binary":
        return "文件"
    return _TYPES.get(one.get("type", ""), "")
