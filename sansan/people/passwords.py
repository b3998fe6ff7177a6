"""What a password must be."""

from typing import Any


class LengthAndClassesValidator:
    def validate(self, password: str, user: Any = None) -> None: ...


class NotRecentlyUsedValidator:
    def validate(self, password: str, user: Any = None) -> None: ...
