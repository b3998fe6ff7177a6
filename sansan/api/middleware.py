"""The edge of the interface: no cookies in, no web pages out."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from sansan.api.problems import MEDIA_TYPE, TITLES, problem

PREFIX = "/api/"


class InterfaceMiddleware:
    """Under /api/: a browser's session counts for nothing (so no other site can use it), every error is a problem."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        request.COOKIES = {}
        response = self.get_response(request)
        if response.status_code >= 400 and response.get("Content-Type", "") != MEDIA_TYPE:
            response = _as_problem(response)
        elif response.status_code < 400:
            response.setdefault("Cache-Control", "no-store")
        return response


def _as_problem(response: HttpResponse) -> HttpResponse:
    status = response.status_code
    words = {
        404: "没有这个地址，请核对接口说明。",
        405: f"该地址只接受 {response.get('Allow', '')}。",
        500: "系统出错，已记录。请把请求编号告诉系统管理员。",
    }
    made = problem(status, words.get(status, TITLES.get(status, "未能办理") + "。"))
    for name in ("Allow", "Retry-After"):
        if response.has_header(name):
            made[name] = response[name]
    return made
