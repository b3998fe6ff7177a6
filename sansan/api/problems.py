"""Errors as `application/problem+json` (RFC 9457), in the house's own words."""

import json
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja.errors import HttpError, ValidationError
from pydantic import Field

from sansan.api.authentication import TooMany, Unknown
from sansan.errors import Conflict, DomainError, Invalid, Missing, NotAllowed, Stale
from sansan.interface import Shown
from sansan.trail.request import request_id

MEDIA_TYPE = "application/problem+json"
_STATUS: tuple[tuple[type[DomainError], int], ...] = (
    (Unknown, 401),
    (TooMany, 429),
    (NotAllowed, 403),
    (Missing, 404),
    (Stale, 412),
    (Conflict, 409),
    (Invalid, 422),
)
TITLES: Mapping[int, str] = {
    400: "请求无法识别",
    401: "没有有效的接口令牌",
    403: "没有这项权限",
    404: "没有找到",
    405: "该地址不接受这种方法",
    409: "记录的状态不允许，或已改变",
    411: "请求没有写明长度",
    412: "看到的内容已不是最新",
    413: "请求太大",
    415: "不接受这种格式",
    422: "提交的内容有误",
    429: "请求过于频繁",
    500: "系统出错",
    503: "暂时无法办理",
}
CODES: Mapping[int, str] = {
    400: "bad_request",
    404: "missing",
    405: "method_not_allowed",
    413: "too_large",
    500: "server_error",
    503: "unavailable",
}


class FieldProblem(Shown):
    """One value that will not do."""

    field: str = Field(description="字段，层级以点分开")
    message: str = Field(description="哪里不对、应当怎样")


class Problem(Shown):
    """What was wrong, where, and what to do."""

    type: str = Field(description="问题类型", examples=["urn:sansan:problem:invalid"])
    title: str = Field(description="问题类型的说明")
    status: int = Field(description="HTTP 状态码")
    detail: str = Field(description="给人看的说明，可以直接显示")
    code: str = Field(description="稳定的代码，供程序判断", examples=["invalid"])
    request_id: str = Field(description="请求编号，与操作轨迹和日志对应")
    field: str | None = Field(None, description="有误的字段")
    errors: list[FieldProblem] | None = Field(None, description="逐个字段的错误")
    current: dict[str, Any] | None = Field(None, description="409、412 时对象的现状")


def problem(status: int, detail: str, *, code: str = "", **more: Any) -> HttpResponse:
    """The answer, with its number."""
    code = code or CODES.get(status, "refused")
    found = Problem(
        type=f"urn:sansan:problem:{code}",
        title=TITLES.get(status, "未能办理"),
        status=status,
        detail=detail,
        code=code,
        request_id=request_id.get(),
        **more,
    )
    text = json.dumps(found.model_dump(mode="json", exclude_none=True), ensure_ascii=False)
    response = HttpResponse(text, status=status, content_type=MEDIA_TYPE)
    response["Cache-Control"] = "no-store"
    if status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="sansan"'
    return response


def of_domain(_request: HttpRequest, error: DomainError) -> HttpResponse:
    status = next((code for kind, code in _STATUS if isinstance(error, kind)), 400)
    field = error.data.get("field")
    current = error.data.get("current")
    if current is None and isinstance(error, Conflict) and "state" in error.data:
        current = {"state": str(error.data["state"])}
    rows = error.data.get("rows")
    errors = (
        [FieldProblem(field=f"rows.{key}", message=str(said)) for key, said in rows.items()]
        if isinstance(rows, Mapping)
        else None
    )
    response = problem(status, error.message, code=error.code, field=field, errors=errors, current=current)
    if isinstance(error, TooMany):
        response["Retry-After"] = str(error.data["seconds"])
    return response


def of_validation(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    """The library's complaints, field by field, in Chinese."""
    errors = [FieldProblem(field=_place(one["loc"]), message=_words(one)) for one in error.errors]
    first = errors[0]
    return problem(
        422,
        f"{first.field}：{first.message}" if first.field else first.message,
        code="invalid",
        field=first.field or None,
        errors=errors,
    )


def of_http(_request: HttpRequest, error: HttpError) -> HttpResponse:
    words = "请求体不是有效的 JSON，请核对格式和编码（UTF-8）。" if error.status_code == 400 else str(error)
    return problem(error.status_code, words)


_SOURCES = {"body", "query", "path", "form", "file", "header"}


def _place(loc: Any) -> str:
    """`('body', 'given', 'text')` → `text`: where it came from and our own name for the body say nothing."""
    parts = [str(part) for part in loc]
    if parts and parts[0] in _SOURCES:
        source = parts.pop(0)
        if source == "body" and parts and parts[0] == "given":
            parts.pop(0)
    return ".".join(parts)


_SENTENCES: Mapping[str, str] = {
    "missing": "必须填写",
    "extra_forbidden": "不认识的字段",
    "string_type": "应为文字",
    "string_unicode": "含有无法识别的字符",
    "string_too_long": "最多 {max_length} 个字",
    "string_too_short": "不能为空",
    "int_type": "应为整数",
    "int_parsing": "应为整数",
    "int_parsing_size": "数值过大",
    "int_from_float": "应为整数",
    "bool_type": "应为 true 或 false",
    "date_from_datetime_parsing": "日期应写作 2020-07-17",
    "date_from_datetime_inexact": "日期应写作 2020-07-17",
    "date_parsing": "日期应写作 2020-07-17",
    "date_type": "日期应写作 2020-07-17",
    "decimal_parsing": "应为数字",
    "decimal_type": "应为数字",
    "decimal_max_digits": "位数过多",
    "decimal_max_places": "最多 {decimal_places} 位小数",
    "decimal_whole_digits": "位数过多",
    "greater_than_equal": "不能小于 {ge}",
    "less_than_equal": "不能大于 {le}",
    "enum": "应为 {expected} 之一",
    "literal_error": "应为 {expected} 之一",
    "list_type": "应为列表",
    "dict_type": "应为对象",
    "model_type": "应为对象",
    "model_attributes_type": "应为对象",
    "finite_number": "应为有限的数",
}


def _words(one: Mapping[str, Any]) -> str:
    sentence = _SENTENCES.get(one["type"])
    if sentence:
        return sentence.format(**one.get("ctx", {}))
    return str(one["msg"]).removeprefix("Value error, ")
