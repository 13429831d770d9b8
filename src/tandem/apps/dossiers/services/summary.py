"""What lists show of a dossier, kept beside it so that 5,000 rows need no rule to run."""

from __future__ import annotations

from tandem.apps.dossiers import selectors
from tandem.apps.dossiers.funding import plan_of
from tandem.apps.dossiers.models import Dossier
from tandem.apps.foundation.text import folded

SEARCH_LENGTH = 600


def refresh(dossier: Dossier) -> None:
    """Count the findings, price the agency's part and write the search text again."""
    fresh = selectors.with_parts(Dossier.objects.filter(pk=dossier.pk)).get()
    decision = selectors.assessment(fresh)
    plan = plan_of(fresh)
    dossier.blocking_count = len(selectors.still_blocking(fresh, decision))
    dossier.to_see_count = len(selectors.still_to_see(fresh, decision))
    dossier.agency_cents = plan.agency_cents if plan else None
    dossier.search = search_text(fresh)
    dossier.save(update_fields=["blocking_count", "to_see_count", "agency_cents", "search"])


def search_text(dossier: Dossier) -> str:
    """What a search reads: number, title, specialty, structures and their numbers, folded."""
    partners = (partner.structure for partner in dossier.partners.all())
    words = [dossier.number, dossier.title, dossier.specialty.name if dossier.specialty else ""]
    for structure in (dossier.recruiter, *partners):
        if structure is not None:
            words += [structure.name, structure.finess or ""]
    return folded(" ".join(words))[:SEARCH_LENGTH]
