"""Addresses of the interface, every one behind the gate."""

from django.urls import URLPattern

from sansan.api.assembly import NAMESPACE, assemble
from sansan.api.gate import guarded, open_to_all

app_name = NAMESPACE
interface = assemble()
_PUBLIC = {"openapi-json"}


def _behind_the_gate(entry: URLPattern) -> URLPattern:
    wrap = open_to_all if entry.name in _PUBLIC else guarded
    return URLPattern(entry.pattern, wrap(entry.callback), entry.default_args, entry.name)


urlpatterns = [
    _behind_the_gate(entry)
    for entry in interface.urls[0]
    if isinstance(entry, URLPattern) and entry.name != "api-root"
]
