"""A unit's browser, as far as handing in takes one: logs in and submits tasks over HTTP, with the standard library."""

import http.cookiejar
import re
import urllib.error
import urllib.parse
import urllib.request
import uuid

_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_VERSION = re.compile(r'name="version" value="([^"]*)"')


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object, **__: object) -> None:
        return None


class Browser:
    def __init__(self, base: str) -> None:
        self._base = base
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._opener = urllib.request.build_opener(jar, _Stay, urllib.request.ProxyHandler({}))

    def log_in(self, username: str, password: str) -> None:
        page = self._get("/accounts/login/")
        fields = {"csrfmiddlewaretoken": _found(_TOKEN, page), "login": username, "password": password}
        status = self._send("/accounts/login/", urllib.parse.urlencode(fields).encode(), _FORM)
        assert status == 302, status

    def submit(self, task_id: int, organisation: int, day: str, material: bytes) -> bool:
        """Whether the server said that it was handed in."""
        address = f"/rectification/tasks/{task_id}/submit"
        page = self._get(address)
        fields = {
            "csrfmiddlewaretoken": _found(_TOKEN, page),
            "organisation": str(organisation),
            "text": f"第 {task_id} 项完成，申请验收。",
            "as_of": day,
        }
        if version := _VERSION.search(page):
            fields["version"] = version[1]
        body, kind = _multipart(fields, f"{task_id}.txt", material)
        return self._send(address, body, kind) == 302

    def _get(self, path: str) -> str:
        with self._opener.open(self._base + path, timeout=20) as response:
            return str(response.read().decode())

    def _send(self, path: str, body: bytes, kind: str) -> int:
        request = urllib.request.Request(
            self._base + path, body, {"Content-Type": kind, "Referer": self._base}
        )
        try:
            with self._opener.open(request, timeout=20) as response:
                return int(response.status)
        except urllib.error.HTTPError as error:
            return error.code


_FORM = "application/x-www-form-urlencoded"


def _found(pattern: re.Pattern[str], page: str) -> str:
    match = pattern.search(page)
    assert match, page[:500]
    return match[1]


def _multipart(fields: dict[str, str], name: str, material: bytes) -> tuple[bytes, str]:
    line = uuid.uuid4().hex
    parts = [
        f'--{line}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
        for key, value in fields.items()
    ]
    head = (
        f'--{line}\r\nContent-Disposition: form-data; name="other"; filename="{name}"\r\n'
        "Content-Type: text/plain\r\n\r\n"
    )
    body = "".join(parts).encode() + head.encode() + material + f"\r\n--{line}--\r\n".encode()
    return body, f"multipart/form-data; boundary={line}"
