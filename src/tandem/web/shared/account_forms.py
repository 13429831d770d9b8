"""The forms of the accounts library in our words: label above, example in the hint, French errors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from django import forms

from tandem.web.theme.messages import speak_french


@dataclass(frozen=True, slots=True)
class Words:
    """What stands around a field."""

    label: str
    hint: str = ""
    attributes: tuple[tuple[str, str], ...] = ()


EMAIL = Words("Courriel professionnel", "Par exemple\u00a0: prenom.nom@hopital.example")
PASSWORD = Words("Mot de passe")
NEW_PASSWORD = Words(
    "Nouveau mot de passe",
    "Douze signes au moins. Trois ou quatre mots sans lien entre eux font un bon mot de passe.",
)
AGAIN = Words("Le même, une seconde fois")
DIGITS = (("inputmode", "numeric"), ("autocomplete", "one-time-code"), ("class", "short"))
CODE = Words("Code à six chiffres", "Lisez-le dans votre application, par exemple 123456.", DIGITS)
CODE_OR_RECOVERY = Words(
    "Code à six chiffres",
    "Lisez-le dans votre application. Un code de secours à huit chiffres convient aussi.",
    DIGITS,
)


class InFrench(forms.BaseForm):
    """Gives each field its words, and no placeholder: a label never hides."""

    words: ClassVar[Mapping[str, Words]] = {}
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            speak_french(field)
            if name in self.words:
                self._say(field, self.words[name])

    def _say(self, field: forms.Field, words: Words) -> None:
        field.label, field.help_text = words.label, words.hint
        field.widget.attrs.update(words.attributes)


class LoginForm(InFrench, account.LoginForm):
    words = {"login": EMAIL, "password": PASSWORD}


class ResetPasswordForm(InFrench, account.ResetPasswordForm):
    words = {"email": EMAIL}


class ResetPasswordKeyForm(InFrench, account.ResetPasswordKeyForm):
    words = {"password1": NEW_PASSWORD, "password2": AGAIN}


class SetPasswordForm(InFrench, account.SetPasswordForm):
    words = {"password1": NEW_PASSWORD, "password2": AGAIN}


class ChangePasswordForm(InFrench, account.ChangePasswordForm):
    words = {
        "oldpassword": Words("Mot de passe actuel"),
        "password1": NEW_PASSWORD,
        "password2": AGAIN,
    }


class ConfirmPasswordForm(InFrench, account.ReauthenticateForm):
    words = {"password": PASSWORD}


class CodeForm(InFrench, mfa.AuthenticateForm):
    words = {"code": CODE_OR_RECOVERY}


class ConfirmCodeForm(InFrench, mfa.ReauthenticateForm):
    words = {"code": CODE_OR_RECOVERY}


class ActivateForm(InFrench, totp.ActivateTOTPForm):
    words = {"code": CODE}
