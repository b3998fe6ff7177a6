"""A small OpenID Connect provider on this machine, for tests: it says whoever it is told to say."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import jwt

CLIENT_ID = "sansan"
_KEY = "a key of thirty-two bytes or more, for tests"


class Provider:
    """`claims` is what the next login says; `verifiers` are the PKCE verifiers it was shown."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.claims: dict[str, Any] = {}
        self.verifiers: list[str] = []
        self.down = False

    def answer(self, path: str, form: dict[str, list[str]]) -> dict[str, Any] | None:
        if self.down:
            return None
        if path == "/.well-known/openid-configuration":
            return {
                "issuer": self.address,
                "authorization_endpoint": f"{self.address}/authorize",
                "token_endpoint": f"{self.address}/token",
                "userinfo_endpoint": f"{self.address}/userinfo",
                "jwks_uri": f"{self.address}/jwks",
            }
        if path == "/token":
            self.verifiers += form.get("code_verifier", [])
            now = int(time.time())
            token = {"iss": self.address, "aud": CLIENT_ID, "iat": now, "exp": now + 60, **self.claims}
            return {"access_token": "t", "token_type": "Bearer", "id_token": jwt.encode(token, _KEY, "HS256")}
        return self.claims if path == "/userinfo" else None


@contextmanager
def running() -> Iterator[Provider]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            content = provider.answer(self.path.partition("?")[0], parse_qs(self.rfile.read(length).decode()))
            self.send_response(200 if content is not None else 503)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(content).encode())

        do_POST = do_GET  # noqa: N815 - the library's name

        def log_message(self, *_: Any) -> None:
            """Nothing on the terminal."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider = Provider(f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
