"""Who acts: a person in one role at one place, computed afresh at each request."""

from __future__ import annotations

from dataclasses import dataclass

from tandem.apps.accounts.models import AGENCY_ROLES, Agency, Role, User
from tandem.apps.territory.models import Structure

# Characters: the width of every column that keeps a label.
LABEL = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """`role` None is a visitor or a person without any role on this day."""

    user: User | None = None
    role: Role | None = None
    structure: Structure | None = None
    agency: Agency | None = None

    @property
    def label(self) -> str:
        """For the journal: « Mme Anaïs Delorme, CH de Valmorin »."""
        if self.user is None:
            return "Visiteur"
        place = self.structure or self.agency
        label = f"{self.user.full_name}, {place}" if place else self.user.full_name
        return label[:LABEL]

    @property
    def is_agency(self) -> bool:
        """Officer or signatory of an agency."""
        return self.role in AGENCY_ROLES

    @property
    def is_bam(self) -> bool:
        """Medical affairs office of a structure."""
        return self.role == Role.BAM

    @property
    def is_juror(self) -> bool:
        """Member of a jury."""
        return self.role == Role.JUROR


VISITOR = Actor()
