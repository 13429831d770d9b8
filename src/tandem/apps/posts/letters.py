"""The words of the letters of decision. Their content is frozen; a PDF is made from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from tandem.apps.accounts.models import User
from tandem.apps.calls import selectors as calls
from tandem.apps.dossiers.funding import PostPlan
from tandem.apps.dossiers.models import Dossier
from tandem.domain.kernel import digest, french
from tandem.domain.scoring.rank import Score
from tandem.domain.workflow.dossier import DossierState

OBJECTS = {
    DossierState.SELECTED: "Votre dossier est retenu.",
    DossierState.RESERVE: "Votre dossier est inscrit en liste complémentaire.",
    DossierState.NOT_SELECTED: "Votre dossier n’est pas retenu.",
    DossierState.INADMISSIBLE: "Votre dossier n’est pas recevable.",
}
METHOD = (
    "La règle appliquée est celle publiée avec l’appel : ordre des notes{split}, puis arrêt au "
    "premier dossier que l’enveloppe ou le nombre de postes ne couvre pas."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Everything a letter speaks of. `reason` is one exact sentence; score None if not marked."""

    dossier: Dossier
    decision: DossierState
    reasons: tuple[str, ...]
    score: Score | None
    plan: PostPlan | None
    signatory: User
    issued_on: date

    @property
    def number(self) -> str:
        """The number of the decision."""
        return f"DEC-{self.dossier.number}"


def content(case: Case) -> dict[str, Any]:
    """The whole letter as data, with French typography."""
    dossier, agency = case.dossier, case.dossier.call.agency
    letter = {
        "number": case.number,
        "kind": case.decision.value,
        "agency": [agency.name, agency.service, agency.address, agency.phone, agency.email],
        "to": _addressee(dossier),
        "place": f"{agency.city}, le {french.day(case.issued_on)}",
        "references": f"Dossier {dossier.number} · décision {case.number}",
        "object": f"{dossier.call.title}. {OBJECTS[case.decision]}",
        "greeting": "Madame, Monsieur,",
        "opening": _opening(case),
        "reasons": list(case.reasons),
        "marks": _marks(case),
        "total": f"{french.number(case.score.mean)} sur 100" if case.score else "",
        "method": _method(case),
        "funding": _funding(case),
        "next": _next(case),
        "remedies": _remedies(case),
        "closing": "Je vous prie d’agréer, Madame, Monsieur, l’expression de ma considération "
        "distinguée.",
        "signature": ["Pour le directeur général et par délégation,", case.signatory.full_name,
                      case.signatory.position],
        "algorithm": f"Traitement algorithmique : cette décision, prise par une personne, s’appuie "
        "sur un classement calculé. Vous pouvez demander les règles et leur application à votre "
        f"dossier à {agency.email}. En cas de refus, saisissez la Commission d’accès aux documents "
        "administratifs (CADA). Données personnelles : accès et rectification à la même adresse.",
    }  # fmt: skip
    return digest.as_json(_typographic(letter))


def _typographic(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _typographic(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_typographic(item) for item in value]
    return french.typography(value) if isinstance(value, str) else value


def _addressee(dossier: Dossier) -> list[str]:
    recruiter = dossier.recruiter
    town = recruiter.commune.name if recruiter.commune else ""
    lines = ["Madame la directrice, Monsieur le directeur", recruiter.name,
             "Bureau des affaires médicales", recruiter.address,
             f"{recruiter.postal_code} {town}".strip()]  # fmt: skip
    return [line for line in lines if line]


def _opening(case: Case) -> str:
    title = f"Votre dossier « {case.dossier.title} »"
    if case.decision is DossierState.SELECTED:
        return f"{title} a été noté par le jury, classé au rang {case.dossier.rank} et retenu."
    if case.decision is DossierState.RESERVE:
        rank = case.dossier.reserve_rank
        return (
            f"{title} a été noté par le jury. Il est inscrit en liste complémentaire, au rang "
            f"{rank}. Si un poste se libère, l’agence appelle les dossiers dans cet ordre."
        )
    if case.decision is DossierState.NOT_SELECTED:
        return (
            f"{title} a été déclaré recevable puis noté par le jury. Il n’est pas retenu et ne "
            "figure pas sur la liste complémentaire."
        )
    return f"{title} a été examiné au regard des règles de l’appel. Il n’est pas recevable."


def _marks(case: Case) -> list[list[str]]:
    if case.score is None:
        return []
    grid = calls.edition(case.dossier.call).grid
    return [[c.label, french.number(case.score.by_criterion[c.key]), str(c.weight)] for c in grid]


def _method(case: Case) -> str:
    if case.score is None:
        return ""
    split = "" if case.dossier.call.split == "none" else " après répartition entre départements"
    return METHOD.format(split=split)


def _funding(case: Case) -> dict[str, Any] | None:
    if case.plan is None or case.decision is not DossierState.SELECTED:
        return None
    plan, cost = case.plan.plan, case.plan.cost
    names = payer_labels(case.dossier)
    return {
        "columns": [
            f"{year} ({french.plural(months, 'mois', 'mois')})"
            for year, months in zip(plan.years, plan.months, strict=True)
        ],
        "rows": [
            [f"{names[line.payer]}, {french.percent(Fraction(line.share))}"]
            + [french.euros(cents) for cents in line.by_year]
            + [french.euros(line.total_cents)]
            for line in plan.lines
        ],
        "total": ["Total", *(french.euros(cents) for cents in plan.by_year),
                  french.euros(plan.total_cents)],
        "note": f"Plan prévisionnel. Coût annuel : {french.euros(cost.total_cents)}, grille du "
        f"{french.day(cost.grid_on)}. " + " ".join(cost.assumptions),
    }  # fmt: skip


def payer_labels(dossier: Dossier) -> dict[str, str]:
    """The name of each payer of the plan."""
    names = {"agency": dossier.call.agency.short_name, "recruiter": str(dossier.recruiter)}
    for place, partner in enumerate(dossier.partners.all(), start=1):
        names["partner" if place == 1 else f"partner_{place}"] = str(partner.structure)
    return names


def _next(case: Case) -> str:
    if case.decision is not DossierState.SELECTED:
        return ""
    call = case.dossier.call
    return (
        f"La prise de poste est fixée au {french.day(call.starts_on)}, la fin du soutien au "
        f"{french.day(call.ends_on)}. Avant la prise de poste, les deux structures signent la "
        "convention de partage prévue à l’article R. 6152-501 du code de la santé publique."
    )


def _remedies(case: Case) -> list[str]:
    if case.decision is DossierState.SELECTED:
        return []
    court = case.dossier.call.agency.court
    return [
        "former un recours gracieux auprès du directeur général de l’agence ;",
        "former un recours hiérarchique auprès du ministre chargé de la santé ;",
        f"saisir le {court}, par courrier ou par Télérecours (www.telerecours.fr).",
    ]
