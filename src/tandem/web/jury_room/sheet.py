"""What a juror reads of a dossier: facts, texts, week, documents, and what the rules said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tandem.apps.calls import selectors as calls
from tandem.apps.dossiers import selectors as dossiers
from tandem.apps.dossiers.models import Attachment, Dossier
from tandem.domain.kernel import french
from tandem.domain.kernel.finding import Outcome
from tandem.outputs.pdf import weight

TEXTS = (
    ("projet", "Projet médical", "description"),
    ("besoin", "Besoin du territoire", "need"),
    ("clinique", "Activité clinique", "clinical"),
    ("enseignement", "Pédagogie et enseignement", "teaching"),
    ("recherche", "Recherche", "research"),
    ("objectifs", "Ce que le projet apporte aux objectifs", "objectives_argument"),
    ("perennisation", "Pérennisation", "permanence"),
)


@dataclass(frozen=True, slots=True)
class Text:
    """A part of the project, in the words of the dossier."""

    anchor: str
    title: str
    words: str


@dataclass(frozen=True, slots=True)
class Joined:
    """A document of the dossier, with its size as one reads it."""

    attachment: Attachment
    size: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A dossier as the jury reads it. `met`, `to_see` and `blocking` count findings in words."""

    dossier: Dossier
    texts: Sequence[Text]
    objectives: Sequence[str]
    places: Sequence[str]
    documents: Sequence[Joined]
    met: str
    to_see: str
    blocking: str

    @classmethod
    def of(cls, dossier: Dossier) -> Sheet:
        """The sheet of a dossier read with its parts."""
        decision = dossiers.assessment(dossier)
        labels = {each.key: each.label for each in calls.edition(dossier.call).objectives}
        met = sum(finding.outcome is Outcome.MET for finding in decision)
        blocking = len(dossiers.still_blocking(dossier, decision))
        partners = [partner.structure.name for partner in dossier.partners.all()]
        return cls(
            dossier=dossier,
            texts=[Text(*head, getattr(dossier, name)) for *head, name in TEXTS
                   if getattr(dossier, name)],
            objectives=[labels.get(key, key) for key in dossier.objectives],
            places=[dossier.recruiter.name, *partners],
            documents=[
                Joined(attachment, weight(attachment.file.size))
                for attachment in dossier.attachments.all()
                if attachment.removed_at is None
            ],
            met=_counted(met, "satisfaite", "satisfaites") or "aucune satisfaite",
            to_see=_counted(len(dossiers.to_see(decision)), "à voir", "à voir"),
            blocking=_counted(blocking, "non satisfaite", "non satisfaites"),
        )  # fmt: skip


def _counted(count: int, one: str, many: str) -> str:
    return french.plural(count, one, many) if count else ""
