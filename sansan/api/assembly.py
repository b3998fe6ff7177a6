"""The interface put together from the rooms, and its description (OpenAPI) made whole."""

import json
from typing import Any

from django.http import HttpRequest
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.renderers import JSONRenderer
from ninja.responses import NinjaJSONEncoder

from sansan.accountability import api as accountability
from sansan.api import idempotency, own, problems
from sansan.api.authentication import TokenAuth
from sansan.dispatch import api as dispatch
from sansan.errors import DomainError
from sansan.evidence import api as evidence
from sansan.leadership import api as leadership
from sansan.people import api as people
from sansan.places import api as places
from sansan.rectification import api as rectification

NAMESPACE = "api-v1"
ROOT = "/api/v1/"
DESCRIPTION = """\
三散治理的 HTTP 接口：与页面同样的动作、同样的权限、同样的核对。

- **令牌**：请求头 `Authorization: Bearer sansan_…`。令牌在“我的 → 接口令牌”建立，以建立人的名义、在所选许可之内办理。
- **错误**：`application/problem+json`，`detail` 可以直接显示，`code` 供程序判断，`request_id` 与操作轨迹对应。
- **幂等**：每个 POST 都可带 `Idempotency-Key`；同一个键再次发送得到第一次的答复，不会办两次。
- **并发**：读任务得到 `ETag`，办理时放进 `If-Match`；期间有人改动的答复 412，并写明改了什么。
- **翻页**：`cursor` 取自答复中的 `next`。
- **频次**：超过每分钟上限的答复 429，`Retry-After` 为应等待的秒数。
"""
_READ_ERRORS = (400, 401, 403, 404, 422, 429)
_WRITE_ERRORS = (400, 401, 403, 404, 409, 412, 413, 422, 429)
_HEADERS = (
    (
        "Idempotency-Key",
        "幂等键，如一个 UUID：重复发送同一请求时用同一个键",
        {"type": "string", "minLength": 1, "maxLength": idempotency.LONGEST, "pattern": r"^[!-~]+$"},
    ),
    (
        "If-Match",
        "读取任务时得到的 ETag；任务已变化的不办理，答复 412",
        {"type": "string", "maxLength": 200, "pattern": r'^("[0-9a-f]+-[0-9]+"|\*)$'},
    ),
)


class ChineseJSON(JSONRenderer):
    """Characters as they are, so that logs and terminals can be read."""

    encoder_class = NinjaJSONEncoder
    json_dumps_params = {"ensure_ascii": False}

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> Any:
        return json.dumps(data, cls=self.encoder_class, **self.json_dumps_params)


class Interface(NinjaAPI):
    """The library's, with every operation's refusals and common headers in the description."""

    def get_root_path(self, path_params: Any) -> str:
        return ROOT

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**options)
        schema["components"]["schemas"]["Problem"] = _problem_schema(schema)
        for operations in schema["paths"].values():
            for method, operation in operations.items():
                _complete(method, operation)
        return schema


def _problem_schema(schema: OpenAPISchema) -> dict[str, Any]:
    made = problems.Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schema["components"]["schemas"].update(made.pop("$defs", {}))
    return made


def _complete(method: str, operation: dict[str, Any]) -> None:
    """In a fixed order, so that the printed description changes only when the interface does."""
    if "responses" in operation and "401" in operation["responses"]:
        return
    reads = method == "get"
    for status in _READ_ERRORS if reads else _WRITE_ERRORS:
        answer: dict[str, Any] = {
            "description": problems.TITLES[status],
            "content": {problems.MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        if status == 429:
            answer["headers"] = {
                "Retry-After": {"description": "应等待的秒数", "schema": {"type": "integer", "minimum": 1}}
            }
        operation["responses"][str(status)] = answer
    operation["responses"] = {
        str(status): answer
        for status, answer in sorted(operation["responses"].items(), key=lambda i: str(i[0]))
    }
    if not reads:
        operation["parameters"] += [
            {"in": "header", "name": name, "required": False, "description": words, "schema": values}
            for name, words, values in _HEADERS
        ]


def assemble() -> Interface:
    """One interface with every room's operations."""
    made = Interface(
        title="三散治理接口",
        version="1.0",
        description=DESCRIPTION,
        urls_namespace=NAMESPACE,
        docs_url=None,
        auth=TokenAuth(),
        renderer=ChineseJSON(),
    )
    handlers: dict[type[Exception], Any] = {
        DomainError: problems.of_domain,
        ValidationError: problems.of_validation,
        HttpError: problems.of_http,
    }
    for kind, handler in handlers.items():
        made.add_exception_handler(kind, handler)
    routers = (
        own.router,
        *rectification.routers(),
        dispatch.router,
        leadership.router,
        accountability.router,
        evidence.router,
        people.router,
        places.router,
    )
    for router in routers:
        made.add_router("", router)
    return made
