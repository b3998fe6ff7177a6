"""The login forms in the product's words: 口令, not 密码, and no hint of what exists."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp

from sansan.people.models import Person
from sansan.people.passwords import LengthAndClassesValidator, NotRecentlyUsedValidator

_HINTS = (LengthAndClassesValidator, NotRecentlyUsedValidator)


class LoginForm(account.LoginForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, "login", "用户名")
        _word(self, "password", "口令", help_text="忘记口令请联系系统管理员重置。")
        self.fields["login"].widget.attrs["autofocus"] = True


class ChangePasswordForm(account.ChangePasswordForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, "oldpassword", "现用口令")
        _word(self, "password1", "新口令", help_text="".join(hint().get_help_text() for hint in _HINTS))
        _word(self, "password2", "再输一次新口令")

    def save(self) -> None:
        """Raises Invalid; the form has asked the same validators before."""
        from sansan.people.actions import change_password

        person: Person = self.user
        change_password(by=person, password=self.cleaned_data["password1"])


class ReauthenticateForm(account.ReauthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, "password", "现用口令")


class AuthenticateForm(mfa.AuthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, "code", "验证码", help_text="手机验证器显示的 6 位数字；手机不在身边时可输入一个恢复码。")
        self.fields["code"].widget.attrs.update({"inputmode": "text", "autofocus": True})


class SecondReauthenticateForm(mfa.ReauthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, "code", "验证码", help_text="手机验证器显示的 6 位数字，或一个恢复码。")


class ActivateTOTPForm(totp.ActivateTOTPForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, "code", "验证码", help_text="扫码后手机验证器显示的 6 位数字。")
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


def _word(form: Any, field: str, label: str, help_text: str = "") -> None:
    """Label and hint instead of the library's; no placeholder, which would only repeat the label."""
    form.fields[field].label = label
    form.fields[field].help_text = help_text
    form.fields[field].widget.attrs.pop("placeholder", None)
