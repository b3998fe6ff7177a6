"""What the interfaces of the rooms share: how values arrive and leave, pages of rows, files. Knows no room."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Annotated, Any, Generic, TypeVar
from urllib.parse import quote

from django.db.models import Model
from django.http import FileResponse, HttpRequest, HttpResponse
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    StrictBool,
    field_validator,
)
from pydantic_core import CoreSchema, core_schema

from sansan.errors import Invalid
from sansan.ui.keyset import Page

T = TypeVar("T")
M = TypeVar("M", bound=Model)

LARGEST = 2**63 - 1
MOST_ROWS = 200

Id = Annotated[int, Field(ge=1, le=LARGEST, description="编号")]
"""A number of ours in an address."""


def _no_date_from_numbers(value: Any) -> Any:
    if value is not None and not isinstance(value, str | dt.date):
        raise ValueError("日期应写作 2020-07-17")
    return value


def _whole_number(value: Any) -> Any:
    if isinstance(value, bool | float | str):
        raise ValueError("应为整数")
    return value


Day = Annotated[dt.date, BeforeValidator(_no_date_from_numbers), Field(examples=["2020-07-17"])]
Ref = Annotated[int, BeforeValidator(_whole_number), Field(ge=1, le=LARGEST)]
"""A number of ours in a body."""
Yes = StrictBool
Words = Annotated[str, Field(max_length=20000)]
Line = Annotated[str, Field(max_length=200)]


class Given(BaseModel):
    """What is sent to us: nothing we do not know, no character a database cannot keep."""

    model_config = ConfigDict(extra="forbid")

    @field_validator("*", mode="before")
    @classmethod
    def _no_nul(cls, value: Any) -> Any:
        if isinstance(value, str) and "\x00" in value:
            raise ValueError("不能含有空字符")
        return value


class Shown(BaseModel):
    """What we answer."""

    model_config = ConfigDict(extra="forbid")


class Rows(Shown, Generic[T]):
    """One page of a list, and how to go on."""

    items: list[T] = Field(description="本页各行")
    next: str | None = Field(description="下一页的 cursor；没有下一页为 null")
    previous: str | None = Field(description="上一页的 cursor；没有上一页为 null")


class Paged(Given):
    """Where in a list, and how much of it."""

    cursor: str = Field("", max_length=2000, description="翻页位置：取自上一次答复的 next 或 previous")
    limit: int = Field(50, ge=1, le=MOST_ROWS, description="每页行数")


def rows_of(page: Page[M], shape: Callable[[M], T]) -> Rows[T]:
    return Rows(items=[shape(row) for row in page.rows], next=page.next_cursor, previous=page.previous_cursor)


def attachment(content: Any, *, name: str, media_type: str) -> HttpResponse | FileResponse:
    """A file as an answer, under its Chinese name as RFC 6266 spells it."""
    response: HttpResponse | FileResponse
    if isinstance(content, bytes):
        response = HttpResponse(content, content_type=media_type)
    else:
        response = FileResponse(content, content_type=media_type)
    ending = name.rpartition(".")[2]
    response["Content-Disposition"] = (
        f"attachment; filename=\"export.{ending}\"; filename*=UTF-8''{quote(name)}"
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


def file_answer(*media_types: str, description: str = "文件") -> dict[str, Any]:
    """For `openapi_extra`: the operation answers with a file of one of these types."""
    content = {kind: {"schema": {"type": "string", "format": "binary"}} for kind in media_types}
    return {"responses": {200: {"description": description, "content": content}}}


def uploads(request: HttpRequest, fields: Sequence[tuple[str, str]], digests: str) -> list[tuple[str, Any]]:
    """The files of a form as pairs of purpose and file, their SHA-256 compared where the sender gave them.

    `fields` pairs the form's names with purposes; `digests` is the comma-separated list given. Raises Invalid.
    """
    import hashlib

    found = [(purpose, file) for name, purpose in fields for file in request.FILES.getlist(name)]
    wanted = [digest.strip().lower() for digest in digests.split(",") if digest.strip()]
    if not wanted:
        return found
    actual = []
    for _, file in found:
        actual.append(hashlib.file_digest(file, "sha256").hexdigest())
        file.seek(0)
    if sorted(wanted) != sorted(actual):
        missing = next((digest for digest in wanted if digest not in actual), "")
        what = f"没有摘要为 {missing[:16]}… 的文件" if missing else "摘要的个数与文件个数不同"
        raise Invalid(f"收到的文件与所给的 SHA-256 不符：{what}。请重新上传。", field="sha256")
    return found


class OneOf:
    """For `Annotated[str, OneOf(...)]`: a text that is one of these, and described as such."""

    def __init__(self, *choices: str) -> None:
        self.choices = choices

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._checked, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {**handler(schema), "enum": list(self.choices)}

    def _checked(self, value: str) -> str:
        if value not in self.choices:
            raise ValueError(f"应为 {'、'.join(filter(None, self.choices))} 之一")
        return value
