"""What we ask of the accounts library: no open registration, mails through our outbox."""

from __future__ import annotations

import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.app_settings import REAUTHENTICATION_TIMEOUT
from allauth.account.authentication import get_authentication_records
from allauth.core import context as allauth_context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from tandem.apps.accounts.models import User
from tandem.apps.foundation import clock
from tandem.apps.foundation.ids import uuid7
from tandem.apps.messaging import services as messaging
from tandem.web.shared.views import is_ours

INCORRECT_CODE = (
    "Ce code n’est pas le bon, ou il a déjà servi. Attendez le suivant, puis tapez ses six "
    "chiffres, par exemple 123456."
)
TOO_MANY = "Trop d’essais. Attendez cinq minutes, puis recommencez."


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are opened by the agency; every mail goes through the outbox."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "Ce compte est fermé. Écrivez à l’agence pour le rouvrir.",
        "email_password_mismatch": "Le courriel ou le mot de passe n’est pas le bon. Vérifiez les "
        "deux, ou choisissez un nouveau mot de passe.",
        "enter_current_password": "Ce n’est pas votre mot de passe actuel. Retapez-le.",
        "incorrect_password": "Ce n’est pas votre mot de passe. Retapez-le.",
        "incorrect_code": INCORRECT_CODE,
        "rate_limited": TOO_MANY,
        "too_many_login_attempts": TOO_MANY,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """Where one may be led after signing in; the library would fail on « http://[::1 »."""
        return is_ours(url or "")

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not within minutes of a password or a code: nobody types it twice in a row."""
        request = allauth_context.request
        typed = get_authentication_records(request, request.user)
        fresh = typed and time.time() - typed[-1]["at"] < REAUTHENTICATION_TIMEOUT
        return not fresh and super().is_reauthentication_required(app=app, **kwargs)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        context = {"request": allauth_context.request, "email": email, **context}
        message = self.render_mail(template_prefix, email, context)
        messaging.write(
            key=f"account-{uuid7()}",
            to=email,
            subject=message.subject,
            body=message.body,
            at=clock.now(),
        )


class MfaAdapter(DefaultMFAAdapter):
    """The names shown by an authenticator application, and what a refused code is told."""

    error_messages = DefaultMFAAdapter.error_messages | {"incorrect_code": INCORRECT_CODE}

    def get_totp_label(self, user: User) -> str:
        return user.email

    def build_totp_svg(self, url: str) -> str:
        """On a white ground of its own: a dark theme would hide the code from a camera."""
        drawn: str = super().build_totp_svg(url)
        return drawn.replace("<path", '<rect width="100%" height="100%" fill="#fff"/><path', 1)
