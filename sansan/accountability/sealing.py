"""Names at rest: what is kept of a person in the database can be read with the deployment's key only.

Fernet (AES-128-CBC with HMAC-SHA256) of the cryptography package. The key is not the session key, which may be changed
any day, and it is not in the database: a copy or a backup of the database alone names nobody. A restored backup needs
the key of the deployment it was made on.
"""

import hashlib
import hmac
from functools import lru_cache
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from sansan.config import config

UNREADABLE = "（密钥不符，无法显示）"
REMOVED = "（已按留存期限清除）"


def seal(text: str) -> str:
    """What may be stored; "" stays ""."""
    return _box(key_file()).encrypt(text.encode()).decode("ascii") if text else ""


def unseal(sealed: str) -> str:
    """The text; a plain sentence where the key is not the one it was sealed with."""
    if not sealed:
        return ""
    try:
        return _box(key_file()).decrypt(sealed.encode("ascii")).decode()
    except InvalidToken:
        return UNREADABLE


def key_file() -> Path:
    """Where the key lies unless it is given as a setting."""
    return Path(settings.DATA_DIR) / "sealing_key"


def mark(text: str) -> str:
    """The same for the same name, and nothing anybody without the key could work the name out from."""
    name = "".join(text.split())
    return hmac.new(_key(key_file()), name.encode(), hashlib.sha256).hexdigest() if name else ""


def _box(kept: Path) -> Fernet:
    return Fernet(_key(kept))


@lru_cache(maxsize=2)
def _key(kept: Path) -> bytes:
    given = config().sealing_key.get_secret_value()
    if given:
        return given.encode("ascii")
    if not kept.exists():
        try:
            with kept.open("xb") as handle:
                kept.chmod(0o600)
                handle.write(Fernet.generate_key())
        except FileExistsError:  # another process was first
            pass
    return kept.read_bytes()
