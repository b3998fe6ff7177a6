"""The reference of the HTTP interface: the description machines read, and the same for people."""

import json
from collections.abc import Iterator

from sansan.commands.group import set_up_django


def openapi_json() -> str:
    """The OpenAPI description, one line a value so that a change can be read as a difference."""
    set_up_django()
    from sansan.api.reference import description

    return json.dumps(json.loads(json.dumps(description())), ensure_ascii=False, indent=1) + "\n"


def api_page() -> str:
    """Every operation with what it is given."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    set_up_django()
    from sansan.api.reference import groups

    yield from (
        "# 接口",
        "",
        "<!-- 本页由 make docs 生成，请勿手改。 -->",
        "",
        "怎么用见[通过接口办理](../how-to/api.md)；机器读的描述是 [openapi.json](openapi.json)，运行中的系统在",
        "`/api/v1/openapi.json` 提供同样的内容。列表都可带 `limit` 和 `cursor`；POST 都可带请求头 `Idempotency-Key`；",
        "任务上的办理可带 `If-Match`。",
        "",
    )
    for group in groups():
        yield from (f"## {group.title}", "")
        for operation in group.operations:
            yield from (f"### {operation.title}", "", f"`{operation.method} {operation.path}`", "")
            if operation.says:
                yield from (operation.says, "")
            if operation.values:
                yield from ("| 参数 | 位置 | 类型 | 必填 | 说明 |", "|---|---|---|---|---|")
                for value in operation.values:
                    cells = (
                        f"`{value.name}`",
                        value.place,
                        value.kind,
                        "是" if value.required else "",
                        value.says,
                    )
                    yield f"| {' | '.join(cells)} |"
                yield ""
