"""Reading dossiers: whoever reads starts from `visible_to`."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Prefetch, Q, QuerySet

from tandem.apps.accounts.actor import Actor
from tandem.apps.calls import selectors as calls
from tandem.apps.dossiers import content
from tandem.apps.dossiers.facts import facts_of
from tandem.apps.dossiers.models import (
    Attachment,
    Deposit,
    Dossier,
    FindingReview,
    Partner,
    PartnerAgreement,
)
from tandem.domain.eligibility.assess import assess, assess_section
from tandem.domain.eligibility.facts import Facts
from tandem.domain.kernel.finding import Decision, Finding, Outcome, Severity
from tandem.domain.schemes.vocabulary import DocumentKind, Section
from tandem.domain.workflow.dossier import DossierState

PARTNERS = Prefetch(
    "partners",
    Partner.objects.select_related(
        "structure__commune__department", "structure__legal_entity"
    ).prefetch_related("agreements"),
)
ATTACHMENTS = Prefetch("attachments", Attachment.objects.select_related("file"))


def with_parts(dossiers: QuerySet[Dossier]) -> QuerySet[Dossier]:
    """The same dossiers with all that a page or a rule reads, in a fixed number of queries.

    The frozen rules are not read again with each row: `calls.selectors.edition` keeps them.
    """
    whole = dossiers.select_related(
        "call__agency__region",
        "owner__legal_entity",
        "recruiter__commune__department",
        "recruiter__legal_entity",
        "specialty",
        "candidate",
        "screener",
    ).defer("call__rules")
    return whole.prefetch_related(PARTNERS, ATTACHMENTS, "weeks", "complements", "reviews")


def visible_to(actor: Actor) -> QuerySet[Dossier]:
    """The owner's and the partners' structures see theirs; the agency sees what was filed.

    Jurors see through `jury.selectors`, which knows their readings and their ties.
    """
    if actor.structure is not None:
        mine = Q(owner=actor.structure) | Q(partners__structure=actor.structure)
        return Dossier.objects.filter(mine).distinct()
    if actor.is_agency and actor.agency is not None:
        filed = Dossier.objects.exclude(state=DossierState.DRAFT)
        return filed.filter(call__agency=actor.agency)
    return Dossier.objects.none()


def partnerships_of(actor: Actor) -> QuerySet[Partner]:
    """The places that the actor's structure holds as a partner."""
    if actor.structure is None:
        return Partner.objects.none()
    return Partner.objects.filter(structure=actor.structure)


def attachments_visible_to(actor: Actor) -> QuerySet[Attachment]:
    """The documents of the dossiers that the actor sees, those taken out apart.

    The candidate's CV goes to the recruiter and to the agency, not to a partner.
    """
    seen = Attachment.objects.filter(
        dossier__in=visible_to(actor).values("pk"), removed_at=None
    ).select_related("file", "dossier")
    if actor.structure is None:
        return seen
    return seen.exclude(~Q(dossier__owner=actor.structure), kind=DocumentKind.CANDIDATE_CV)


def assessment(dossier: Dossier, at: datetime | None = None) -> Decision:
    """What the rules of its call say of a dossier, and at the instant of a filing being tried."""
    return assess(calls.edition(dossier.call), facts_of(dossier, at))


def about_section(dossier: Dossier, section: Section, facts: Facts | None = None) -> Decision:
    """The findings that concern one section of the form; `facts` in place of what is stored."""
    edition = calls.edition(dossier.call)
    told = facts_of(dossier) if facts is None else facts
    return assess_section(edition, told, section)


def reviews_by_rule(dossier: Dossier) -> dict[str, FindingReview]:
    """What people of the agency said of each finding."""
    return {review.rule: review for review in dossier.reviews.all()}


def still_blocking(dossier: Dossier, decision: Decision) -> tuple[Finding, ...]:
    """The blocking findings that nobody has set aside with a motive."""
    aside = {
        rule
        for rule, review in reviews_by_rule(dossier).items()
        if review.verdict == FindingReview.Verdict.SET_ASIDE
    }
    return tuple(finding for finding in decision.refusals if finding.rule not in aside)


def to_see(decision: Decision) -> tuple[Finding, ...]:
    """What an officer must look at: unmet warnings, things to appreciate, blocking blanks.

    A warning that lacks its data (no candidate yet) waits for the hospital, not for the officer.
    """

    def waits(finding: Finding) -> bool:
        if finding.severity is Severity.WARNING:
            return finding.outcome is Outcome.UNMET
        if finding.severity is Severity.TO_APPRECIATE:
            return finding.outcome is not Outcome.MET
        return finding.severity is Severity.BLOCKING and finding.outcome is Outcome.UNDETERMINED

    return tuple(finding for finding in decision if waits(finding))


def still_to_see(dossier: Dossier, decision: Decision) -> tuple[Finding, ...]:
    """What an officer must look at and nobody has judged yet."""
    judged = reviews_by_rule(dossier)
    return tuple(finding for finding in to_see(decision) if finding.rule not in judged)


def valid_agreement(partner: Partner, sha256: str) -> PartnerAgreement | None:
    """The agreement of a partner to this very content, if it gave one."""
    given = [a for a in partner.agreements.all() if a.content_sha256 == sha256]
    return given[-1] if given else None


def pending_partners(dossier: Dossier) -> tuple[str, ...]:
    """Names of the partners who have not agreed to the dossier as it stands."""
    sha256 = content.agreed_sha256(dossier)
    return tuple(
        str(partner.structure)
        for partner in dossier.partners.all()
        if valid_agreement(partner, sha256) is None
    )


def awaiting_agreement(actor: Actor) -> list[Partner]:
    """The drafts in which the actor's structure is a partner and has not agreed yet."""
    if actor.structure is None:
        return []
    drafts = with_parts(
        Dossier.objects.filter(state=DossierState.DRAFT, partners__structure=actor.structure)
    )
    return [
        partner
        for dossier in drafts
        for partner in dossier.partners.all()
        if partner.structure_id == actor.structure.pk
        and valid_agreement(partner, content.agreed_sha256(dossier)) is None
    ]


def first_agreements_due(actor: Actor) -> int:
    """How many drafts ask the actor's structure for a first agreement, in one query.

    An agreement that a change made void is seen by `awaiting_agreement`, which reads every part.
    """
    if actor.structure is None:
        return 0
    asked = Partner.objects.filter(structure=actor.structure, dossier__state=DossierState.DRAFT)
    return asked.filter(agreements__isnull=True).count()


def is_deposit(number: str, sha256: str) -> bool:
    """Whether a deposit has both this number and this fingerprint: one answer for all the rest."""
    return Deposit.objects.filter(number=number, content_sha256=sha256).exists()
