"""The acknowledgement of a filing: the twelve fields of trust.md §1.6, frozen with the deposit."""

from __future__ import annotations

from typing import Any

from tandem.apps.dossiers.models import Deposit
from tandem.apps.foundation import clock
from tandem.domain.kernel import digest, french
from tandem.domain.kernel.period import add_months
from tandem.domain.schemes.vocabulary import DOCUMENT_LABELS, DocumentKind

# Silence of the administration on a request of a financial character (CRPA, L. 231-4, 3°).
SILENCE_MONTHS = 2
# The call lists no required document (a gap of the text): the platform expects these, the
# agency may ask for them, and none prevents filing.
EXPECTED = (
    DocumentKind.MEDICAL_PROJECT,
    DocumentKind.PARTNER_COMMITMENT,
    DocumentKind.HEAD_OF_DEPARTMENT_OPINION,
    DocumentKind.MEDICAL_BOARD_OPINION,
)


def silence_on(deposit: Deposit) -> object:
    """The day on which silence takes effect, if the dossier is complete."""
    return add_months(deposit.filed_at.astimezone(clock.PARIS).date(), SILENCE_MONTHS)


def of(deposit: Deposit, *, verify_url: str) -> dict[str, Any]:
    """The twelve fields, as French sentences, ready for a page, a mail and a PDF."""
    dossier = deposit.dossier
    agency = dossier.call.agency
    filed = deposit.filed_at.astimezone(clock.PARIS)
    silence = french.day(silence_on(deposit))
    fields = {
        "received": f"{french.instant(filed, seconds=True)}, heure de Paris (UTC{filed:%z})",
        "service": [agency.name, agency.service, agency.address, agency.email, agency.phone],
        "silence": "Sans réponse de l’agence, la demande est réputée rejetée.",
        "silence_on": f"Le {silence}, sous réserve que le dossier soit complet.",
        "remedies": _remedies(agency.court),
        "missing": _missing(deposit),
        "identity": f"Dossier {dossier.number}, {dossier.call.title}. "
        f"Règles figées, empreinte {dossier.call.rules_sha256[:16]}.",
        "filed_by": f"{deposit.filed_by_label}, au nom de {dossier.recruiter}.",
        "documents": deposit.content["documents"],
        "fingerprint": deposit.content_sha256,
        "chain_index": deposit.chain_index,
        "verify_url": verify_url,
        "personal_data": "Vos données servent à instruire ce dossier. Vous pouvez y accéder, les "
        f"faire rectifier ou vous opposer à leur usage en écrivant à {agency.email}.",
        "algorithm": "Le classement des dossiers utilise un traitement algorithmique décrit sur "
        "la page « Algorithmes ». La décision est prise par une personne.",
    }
    return digest.as_json(_typographic(fields))


def _typographic(value: Any) -> Any:
    if isinstance(value, dict):
        kept = ("documents", "fingerprint", "verify_url")
        return {k: v if k in kept else _typographic(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_typographic(item) for item in value]
    return french.typography(value) if isinstance(value, str) else value


def _remedies(court: str) -> str:
    return (
        "Une décision de rejet peut être contestée dans les deux mois : recours gracieux auprès "
        "du directeur général de l’agence, recours hiérarchique auprès du ministre chargé de la "
        f"santé, ou saisine du {court}, par courrier ou par Télérecours."
    )


def _missing(deposit: Deposit) -> str:
    joined = {document["kind"] for document in deposit.content["documents"]}
    labels = [DOCUMENT_LABELS[kind] for kind in EXPECTED if kind not in joined]
    absent = [label[0].lower() + label[1:] for label in labels]
    if not absent:
        return "Aucune pièce attendue ne manque."
    return (
        f"Pièces attendues et non jointes : {french.enumerate_words(absent)}. L’appel n’en fait "
        "pas une condition du dépôt : l’agence vous les demandera avec une date si elle en a "
        "besoin, et son délai de réponse ne court qu’à partir du dossier complet."
    )


def mail(deposit: Deposit, url: str) -> str:
    """The text of the mail that carries the acknowledgement."""
    fields = deposit.receipt
    return "\n".join(
        (
            f"Votre dossier {deposit.dossier.number} est déposé sous le numéro {deposit.number}.",
            "",
            f"Reçu le {fields['received']}.",
            f"Service chargé : {', '.join(fields['service'])}.",
            f"{fields['silence']} {fields['silence_on']}",
            fields["remedies"],
            fields["missing"],
            fields["identity"],
            f"Déposé par {fields['filed_by']}",
            f"Nombre de pièces : {len(fields['documents'])}.",
            *(_document(document) for document in fields["documents"]),
            f"Empreinte du contenu : {fields['fingerprint']} (journal, n° {fields['chain_index']}).",
            f"Vérifier : {fields['verify_url']}",
            fields["personal_data"],
            fields["algorithm"],
            "",
            f"L’accusé en PDF est dans votre espace : {url}",
        )
    )


def _document(document: dict[str, Any]) -> str:
    size = french.plural(document["size"], "octet")
    return f"- {document['name']}, {size}, SHA-256 {document['sha256']}"
