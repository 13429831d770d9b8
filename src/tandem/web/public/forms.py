"""The only form of the public room: the number and the fingerprint of a document."""

from __future__ import annotations

import re

from django import forms
from django.core.exceptions import ValidationError

from tandem.web.theme.forms import TandemForm

SHA256 = re.compile(r"[0-9a-f]{64}")


class VerifyForm(TandemForm):
    """The number and the fingerprint printed on an acknowledgement or on a letter."""

    examples = {"number": "IDF12-047-D1"}

    number = forms.CharField(
        label="Numéro du document",
        max_length=30,
        help_text="Par exemple\u00a0: IDF12-047-D1 pour un accusé, DEC-IDF12-047 pour une lettre.",
    )
    fingerprint = forms.CharField(
        label="Empreinte SHA-256",
        max_length=120,
        help_text="Les 64 caractères imprimés sur le document, avec ou sans espaces.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_number(self) -> str:
        return str(self.cleaned_data["number"]).strip().upper()

    def clean_fingerprint(self) -> str:
        """Without its spaces, in lower case."""
        written = "".join(str(self.cleaned_data["fingerprint"]).split()).lower()
        if not SHA256.fullmatch(written):
            msg = (
                f"Écrivez les 64 caractères de l’empreinte, de 0 à 9 et de a à f\u00a0: il y en a "
                f"{len(written)}. Par exemple 9f3c71ab suivi de 56 autres."
            )
            raise ValidationError(msg)
        return written
