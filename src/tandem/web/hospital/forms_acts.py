"""The forms of acts: filing, withdrawing, answering the agency."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from django import forms

from tandem.web.hospital.fields import ParagraphField
from tandem.web.theme.forms import TandemForm


class WithdrawForm(TandemForm):
    """Why a dossier is withdrawn."""

    examples: ClassVar[Mapping[str, str]] = {"reason": "le candidat a renoncé"}
    reason = ParagraphField("Motif du retrait", 3, "L’agence le lira. Une phrase suffit.")


class AnswerForm(TandemForm):
    """What is answered to a request of the agency."""

    examples: ClassVar[Mapping[str, str]] = {"answer": "l’avis de la CME est joint"}
    answer = ParagraphField(
        "Votre réponse", 5, "Dites ce que vous avez changé ou joint, et où l’agence le trouvera."
    )


class CertificationForm(TandemForm):
    """The two boxes of the filing. Not ticking one is refused by the service, with the rest."""

    is_accurate = forms.BooleanField(
        required=False,
        label="Les informations sont exactes, et la direction de l’établissement recruteur "
        "m’autorise à déposer.",
    )
    people_informed = forms.BooleanField(
        required=False,
        label="Les personnes citées savent que leurs données sont transmises à l’agence.",
    )
    idempotency_key = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
