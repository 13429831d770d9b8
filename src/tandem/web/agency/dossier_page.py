"""What the page of one dossier shows: its findings in groups, its content, its money, its life."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from tandem.apps.calls import selectors as calls
from tandem.apps.dossiers import receipt, selectors
from tandem.apps.dossiers.funding import PostPlan
from tandem.apps.dossiers.models import Complement, Dossier, FindingReview, TransitionLog
from tandem.apps.foundation import clock
from tandem.apps.journal import selectors as journal
from tandem.domain.kernel import french
from tandem.domain.kernel.finding import Decision, Finding, Outcome, Severity
from tandem.domain.kernel.period import add_months
from tandem.domain.schemes.vocabulary import (
    DOCUMENT_LABELS,
    SECTION_LABELS,
    DocumentKind,
    Section,
)
from tandem.domain.workflow.dossier import SCREENED
from tandem.outputs.pdf import weight
from tandem.web.agency.call_page import opening
from tandem.web.theme.tables import MoneyRow, MoneyTable

UNKNOWN = "non renseigné"
YES_NO = {True: "Oui", False: "Non", None: UNKNOWN}


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A finding, and what a person of the agency said of it."""

    finding: Finding
    opening: str
    review: FindingReview | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Groups:
    """The findings by what the officer must do about them."""

    blocking: list[Judged] = field(default_factory=list)
    set_aside: list[Judged] = field(default_factory=list)
    to_see: list[Judged] = field(default_factory=list)
    judged: list[Judged] = field(default_factory=list)
    met: list[Judged] = field(default_factory=list)
    later: list[Judged] = field(default_factory=list)
    figures: list[Judged] = field(default_factory=list)

    @property
    def summary(self) -> str:
        """How many of each, in one sentence."""
        counts = (
            (self.blocking, "bloque", "bloquent"),
            (self.to_see, "à voir", "à voir"),
            (self.met, "satisfaite", "satisfaites"),
            (self.later, "attendue plus tard", "attendues plus tard"),
        )
        said = [french.plural(len(group), one, many) for group, one, many in counts if group]
        return f"{', '.join(said)}."


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A section of the dossier, read only: label and text of each thing; long ones apart."""

    section: Section
    facts: list[tuple[str, str]]
    texts: list[tuple[str, str]] = field(default_factory=list)

    @property
    def label(self) -> str:
        """Its title."""
        return SECTION_LABELS[self.section]


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """A line of the history."""

    at: datetime
    what: str
    who: str
    words: str = ""


def groups(dossier: Dossier, decision: Decision) -> Groups:
    """Sort the findings: what blocks, what was set aside, what to see, what holds, figures."""
    reviews = selectors.reviews_by_rule(dossier)
    watched = {finding.rule for finding in selectors.to_see(decision)}
    sorted_ = Groups()
    for finding in decision:
        one = Judged(
            finding=finding,
            opening=opening(finding.citations),
            review=reviews.get(finding.rule),
        )
        _group_of(one, sorted_, is_watched=finding.rule in watched).append(one)
    return sorted_


def _group_of(one: Judged, among: Groups, *, is_watched: bool) -> list[Judged]:
    aside = one.review is not None and one.review.verdict == FindingReview.Verdict.SET_ASIDE
    if one.finding.blocks:
        return among.set_aside if aside else among.blocking
    if is_watched:
        return among.judged if one.review else among.to_see
    if one.finding.severity in (Severity.COMPUTES, Severity.INFORMS):
        return among.figures
    return among.met if one.finding.outcome is Outcome.MET else among.later


def structure_names(dossier: Dossier) -> list[str]:
    """The names of the structures in their order in a week: recruiter first."""
    recruiter = str(dossier.recruiter) if dossier.recruiter else "Recruteur"
    return [recruiter, *(str(partner.structure) for partner in dossier.partners.all())]


def silence_on(dossier: Dossier) -> date:
    """The day on which silence takes effect, if the dossier is complete."""
    return add_months(dossier.filed_at.astimezone(clock.PARIS).date(), receipt.SILENCE_MONTHS)


def _shown(pairs: Iterable[tuple[str, object]]) -> list[tuple[str, str]]:
    return [(label, _words(value)) for label, value in pairs]


def _words(value: object) -> str:
    if value is None or value == "":
        return UNKNOWN
    if isinstance(value, bool):
        return YES_NO[value]
    return french.day(value) if isinstance(value, date) else str(value)


def structures(dossier: Dossier) -> list[Part]:
    """The recruiter, then the partners."""
    return [_recruiter(dossier), *_partners(dossier)]


def parts(dossier: Dossier) -> list[Part]:
    """The other written sections, in the order of the form."""
    return [_project(dossier), _time(dossier), _candidate(dossier)]


def _recruiter(d: Dossier) -> Part:
    structure = d.recruiter
    facts: list[tuple[str, object]] = [
        ("Établissement", structure),
        ("Nature", structure.get_kind_display() if structure else None),
        ("FINESS", structure.finess if structure else None),
        ("Entité juridique", structure.legal_entity if structure else None),
        ("Commune", structure.commune if structure else None),
        ("Département", structure.department if structure else None),
        ("Service", d.service),
        ("Chef de pôle", d.head_of_department),
        ("Contact", ", ".join(filter(None, (d.contact_name, d.contact_position)))),
        ("Courriel", d.contact_email),
        ("Téléphone", d.contact_phone),
    ]
    return Part(section=Section.RECRUITER, facts=_shown(facts))


def _partners(d: Dossier) -> Iterator[Part]:
    for partner in d.partners.all():
        structure = partner.structure
        facts: list[tuple[str, object]] = [
            ("Structure", structure),
            ("Nature", structure.get_kind_display()),
            ("FINESS", structure.finess),
            ("Entité juridique", structure.legal_entity),
            ("Commune", structure.commune),
            ("Service", partner.service),
            ("Référent", partner.referent_name),
            ("Courriel", partner.referent_email),
            ("Direction commune", YES_NO[partner.common_direction]),
        ]
        yield Part(section=Section.PARTNER, facts=_shown(facts))


def _project(d: Dossier) -> Part:
    objectives = {objective.key: objective.label for objective in calls.edition(d.call).objectives}
    aimed = "\u202f; ".join(objectives.get(key, key) for key in d.objectives)
    facts: list[tuple[str, object]] = [
        ("Profession", d.get_profession_display()),
        ("Spécialité", d.specialty),
        ("Objectifs visés", aimed),
        ("Renouvellement", YES_NO[d.is_renewal]),
    ]
    if d.is_renewal:
        facts += [
            ("Mois demandés", d.renewal_months),
            ("Même candidat", YES_NO[d.renewal_same_candidate]),
            ("Mêmes partenaires", YES_NO[d.renewal_same_partners]),
        ]
    texts: list[tuple[str, object]] = [
        ("Projet médical", d.description),
        ("Besoin du territoire", d.need),
        ("Activité clinique", d.clinical),
        ("Pédagogie et enseignement", d.teaching),
        ("Recherche", d.research),
        ("Argumentation des objectifs", d.objectives_argument),
        ("Pérennisation envisagée", d.permanence),
    ]
    return Part(section=Section.PROJECT, facts=_shown(facts), texts=_shown(texts))


def _time(d: Dossier) -> Part:
    names = structure_names(d)
    main = names[d.main_place] if d.main_place is not None and d.main_place < len(names) else None
    distance = None
    if d.distance_km is not None:
        distance = f"{french.number(d.distance_km, 1)}{french.SPACE}km"
    facts: list[tuple[str, object]] = [
        ("Site principal", main),
        ("Distance entre les sites", distance),
        ("Gardes", d.get_on_call_display()),
    ]
    facts += [
        ("Période", f"{french.day(week.starts_on)} au {french.day(week.ends_on)}")
        for week in d.weeks.all()
    ]
    return Part(section=Section.TIME, facts=_shown(facts))


def _candidate(d: Dossier) -> Part:
    someone = d.candidate
    if someone is None:
        return Part(section=Section.CANDIDATE, facts=[("Candidat", "non désigné")])
    facts: list[tuple[str, object]] = [
        ("Nom", someone),
        ("Courriel", someone.email),
        ("RPPS", someone.rpps),
        ("Diplôme", someone.diploma),
        ("Date du diplôme", someone.diploma_on),
        ("Thèse", someone.thesis_on),
        ("Inscription à l’Ordre", someone.registered_on),
        ("Phase 3 validée", YES_NO[someone.has_consolidation_phase]),
        ("Mois comme assistant", someone.months_as_assistant),
        ("Mois comme chef de clinique", someone.months_as_clinic_head),
    ]
    return Part(section=Section.CANDIDATE, facts=_shown(facts))


def money_table(dossier: Dossier, plan: PostPlan) -> MoneyTable:
    """Payers by budget years, to the cent."""
    names = {"agency": "Agence"}
    for place, name in enumerate(structure_names(dossier)):
        payer = ("recruiter", "partner")[place] if place < 2 else f"partner_{place}"  # noqa: PLR2004
        names[payer] = name
    return MoneyTable(
        caption=f"Plan de financement sur {sum(plan.plan.months)} mois, au centime.",
        columns=[
            f"{year} ({french.plural(months, 'mois', 'mois')})"
            for year, months in zip(plan.plan.years, plan.plan.months, strict=True)
        ],
        rows=[
            MoneyRow(f"{names[line.payer]}, {french.percent(line.share)}", line.by_year, line.payer)
            for line in plan.plan.lines
        ],
        note=f"Grille du {french.day(plan.cost.grid_on)}. Hypothèses\u00a0: "
        + " ".join(plan.cost.assumptions),
    )


def shares(plan: PostPlan) -> list[tuple[str, int]]:
    """The bar twin of the table."""
    return [(line.payer, line.total_cents) for line in plan.plan.lines]


def documents(dossier: Dossier) -> list[dict[str, object]]:
    """What is joined today, with its weight in words."""
    return [
        {
            "attachment": attachment,
            "label": DOCUMENT_LABELS[DocumentKind(attachment.kind)],
            "weight": weight(attachment.file.size),
        }
        for attachment in dossier.attachments.all()
        if attachment.removed_at is None
    ]


def absent_documents(dossier: Dossier) -> list[str]:
    """The documents that the platform expects and that are not there: none is required."""
    joined = {a.kind for a in dossier.attachments.all() if a.removed_at is None}
    return [DOCUMENT_LABELS[kind] for kind in receipt.EXPECTED if kind not in joined]


def section_labels(complement: Complement | None) -> str:
    """The sections that a request reopened, in words."""
    reopened = complement.sections if complement else ()
    return ", ".join(SECTION_LABELS[Section(key)] for key in reopened)


def last_declaration(dossier: Dossier) -> TransitionLog | None:
    """The line of the history that last said admissible or not."""
    declared = [t for t in dossier.transitions.all() if t.to_state in SCREENED]
    return declared[-1] if declared else None


def history(dossier: Dossier, decision: Decision) -> list[Happening]:
    """What happened since the partner's agreement, newest first."""
    titles = {finding.rule: finding.title for finding in decision}
    moves = [
        Happening(at=t.at, what=t.done, who=t.actor_label, words=t.comment)
        for t in dossier.transitions.all()
    ]
    agreements = [
        Happening(at=a.given_at, what="Accord du partenaire", who=a.given_by_label)
        for partner in dossier.partners.all()
        for a in partner.agreements.all()
    ]
    reviews = [
        Happening(
            at=r.at,
            what=f"{titles.get(r.rule, r.rule)}\u00a0: {r.get_verdict_display().lower()}",
            who=r.by_label,
            words=r.motive,
        )
        for r in dossier.reviews.all()
    ]
    assigned = [
        Happening(at=e.at, what="Instruction attribuée", who=e.actor_label)
        for e in journal.about("dossier", dossier.pk).filter(verb="dossier.assigned")
    ]
    lines = [*moves, *agreements, *reviews, *assigned]
    return sorted(lines, key=lambda line: line.at, reverse=True)
