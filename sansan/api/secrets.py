"""What proves a machine: tokens, made once and kept as digests; signing secrets, derived and kept nowhere."""

import hashlib
import hmac
import secrets

from django.conf import settings

SIGN = "sansan"
_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"


def new_token() -> tuple[str, str]:
    """A token and the prefix people recognise it by: `sansan_<prefix>_<256 random bits>`."""
    prefix = "".join(secrets.choice(_LETTERS) for _ in range(8))
    return f"{SIGN}_{prefix}_{secrets.token_urlsafe(32)}", prefix


def digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def new_salt() -> str:
    return secrets.token_hex(16)


def signing_secret(salt: str) -> str:
    """The secret a subscriber checks signatures with; the same salt gives the same secret on this deployment only."""
    made = hmac.new(settings.SECRET_KEY.encode(), f"push:{salt}".encode(), hashlib.sha256).hexdigest()
    return f"push_{made}"
