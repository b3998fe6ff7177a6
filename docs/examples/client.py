"""三散治理接口的调用示例，只用 Python 标准库。

    SANSAN_URL=https://sansan.example.gov.cn SANSAN_TOKEN=sansan_… python client.py late
    SANSAN_URL=… SANSAN_TOKEN=… python client.py report 21 "已覆盖 12 处，剩余 3 处月底前完成。" 整改后.jpg

可以整段拿去用：`Client` 带重试和幂等键，`genuine` 核验事件推送的签名。
"""

import datetime as dt
import hashlib
import hmac
import json
import os
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

BUSY = {429, 502, 503, 504}
TRIES = 5


class Refused(Exception):  # noqa: N818 - 读起来就是一句话
    """接口没有办理。`problem` 是答复的内容，`detail` 可以直接给人看。"""

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        super().__init__(f"{status} {problem.get('detail', '')}（请求编号 {problem.get('request_id', '')}）")
        self.status, self.problem = status, problem


class Client:
    """以一个令牌的名义调用接口。"""

    def __init__(self, site: str, token: str, *, seconds: float = 30) -> None:
        self.root, self.token, self.seconds = site.rstrip("/") + "/api/v1/", token, seconds

    def get(self, path: str, **query: Any) -> Any:
        """读取，返回 JSON 的内容。"""
        asked = f"{path}?{urllib.parse.urlencode(query)}" if query else path
        return json.loads(self._send("GET", asked, None, {})[0])

    def every(self, path: str, **query: Any) -> Iterator[dict[str, Any]]:
        """一页一页读完一个列表。"""
        cursor: str | None = ""
        while cursor is not None:
            page = self.get(path, **query, cursor=cursor)
            yield from page["items"]
            cursor = page["next"]

    def post(self, path: str, body: Mapping[str, Any], *, key: str = "", seen: str = "") -> Any:
        """办理。`key` 是幂等键：没有收到答复时，用同一个键再发一次不会办两次。`seen` 是读任务时的 version。"""
        headers = {"Content-Type": "application/json", **self._once(key, seen)}
        return json.loads(self._send("POST", path, json.dumps(body).encode(), headers)[0])

    def form(
        self,
        path: str,
        fields: Mapping[str, str],
        files: Sequence[tuple[str, Path]],
        *,
        key: str = "",
        seen: str = "",
    ) -> Any:
        """带文件的办理。文件的摘要一并送去，收到的文件有一个字节不同就不办理。"""
        digests = [hashlib.sha256(path.read_bytes()).hexdigest() for _, path in files]
        content, kind = multipart({**fields, "sha256": ",".join(digests)}, files)
        headers = {"Content-Type": kind, **self._once(key, seen)}
        return json.loads(self._send("POST", path, content, headers)[0])

    def _once(self, key: str, seen: str) -> dict[str, str]:
        return {"Idempotency-Key": key or str(uuid.uuid4()), **({"If-Match": f'"{seen}"'} if seen else {})}

    def _send(
        self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]
    ) -> tuple[bytes, Mapping[str, str]]:
        """发送；太忙或断线时稍后再发，幂等键不变。"""
        address = self.root + path.lstrip("/")
        for attempt in range(1, TRIES + 1):
            request = urllib.request.Request(address, data=body, method=method, headers=dict(headers))  # noqa: S310 - 网址由使用者自己设定
            request.add_header("Authorization", f"Bearer {self.token}")
            try:
                with urllib.request.urlopen(request, timeout=self.seconds) as answer:  # noqa: S310 - 同上
                    return answer.read(), dict(answer.headers)
            except urllib.error.HTTPError as error:
                with error:
                    said = error.read()
                if error.code not in BUSY or attempt == TRIES:
                    raise Refused(error.code, _problem(said)) from None
                time.sleep(float(error.headers.get("Retry-After") or 2**attempt))
            except (urllib.error.URLError, TimeoutError):
                if attempt == TRIES:
                    raise
                time.sleep(2**attempt)
        raise AssertionError("每次发送不是返回就是报错")


def _problem(said: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(said)
    except ValueError:
        return {"detail": said.decode("utf-8", "replace")[:200]}
    return found if isinstance(found, dict) else {"detail": str(found)}


def multipart(fields: Mapping[str, str], files: Sequence[tuple[str, Path]]) -> tuple[bytes, str]:
    """表单和文件，按 multipart/form-data 拼好。"""
    boundary = uuid.uuid4().hex
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    for name, path in files:
        head = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{path.name}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        )
        parts.append(head.encode() + path.read_bytes() + b"\r\n")
    parts.append(f"--{boundary}--\r\n".encode())
    return b"".join(parts), f"multipart/form-data; boundary={boundary}"


def late(client: Client) -> list[dict[str, Any]]:
    """已超期的任务，最早到期的在前。"""
    return list(client.every("tasks", state="overdue", sort="deadline", limit=200))


def report(client: Client, task_id: int, text: str, photo: Path, *, key: str = "") -> dict[str, Any]:
    """填报进展并附一张整改后的照片；任务在此期间有变化的不办理，先看变化。"""
    seen = client.get(f"tasks/{task_id}")["version"]
    fields = {"text": text, "as_of": dt.date.today().isoformat()}  # noqa: DTZ011 - 填报人所在地的日期
    made: dict[str, Any] = client.form(
        f"tasks/{task_id}/report", fields, [("after", photo)], key=key, seen=seen
    )
    return made


def genuine(secret: str, headers: Mapping[str, str], body: bytes, *, most_seconds: int = 300) -> bool:
    """事件推送是否确由三散治理发出，且不是旧的重放。`body` 用收到的原始字节，不要先解析。"""
    timestamp = headers.get("X-Sansan-Timestamp", "")
    if not timestamp.isdigit() or abs(time.time() - int(timestamp)) > most_seconds:
        return False
    said = timestamp.encode() + b"." + body
    wanted = "sha256=" + hmac.new(secret.encode(), said, hashlib.sha256).hexdigest()
    given = headers.get("X-Sansan-Signature", "").split(", ")  # 更换密钥期间有两个
    return any(hmac.compare_digest(wanted, one) for one in given)


def main(arguments: Sequence[str]) -> int:
    client = Client(os.environ["SANSAN_URL"], os.environ["SANSAN_TOKEN"])
    try:
        match arguments:
            case ["late"]:
                for task in late(client):
                    units = "、".join(unit["name"] for unit in task["units"])
                    print(f"{task['id']}\t超期 {task['late_days']} 天\t{units}\t{task['problem'][:40]}")
            case ["report", task_id, text, photo]:
                done = report(client, int(task_id), text, Path(photo))
                print(f"已填报，编号 {done['made']}，任务现为“{done['state_label']}”。")
            case _:
                print(__doc__)
                return 2
    except Refused as refused:
        print(refused, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
