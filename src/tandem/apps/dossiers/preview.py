"""What a dossier would say with values that are typed and not saved. Writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import replace
from typing import Any

from tandem.apps.candidates.models import Candidate
from tandem.apps.dossiers import facts as stored
from tandem.apps.dossiers.models import Dossier, Partner, WeekPeriod
from tandem.apps.territory import selectors as territory
from tandem.domain.eligibility.facts import Facts
from tandem.domain.schemes.vocabulary import Section

Values = Mapping[str, Any]


def facts_with(dossier: Dossier, section: Section, values: Values) -> Facts:
    """The facts as they would be if the form of this section were saved with these values."""
    return TYPED[section](dossier, values) if section in TYPED else stored.facts_of(dossier)


def _fields(dossier: Dossier, values: Values) -> Facts:
    typed = copy(dossier)
    for name, value in values.items():
        setattr(typed, name, value)
    return stored.facts_of(typed)


def _partner(dossier: Dossier, values: Values) -> Facts:
    structure, saved = values["structure"], stored.facts_of(dossier)
    if structure is None:
        return replace(saved, partners=(), common_direction=None, shares=None)
    chosen = (territory.structure_facts(structure),)
    return replace(saved, partners=chosen, common_direction=values["common_direction"])


def _time(dossier: Dossier, values: Values) -> Facts:
    call, week = dossier.call, values["half_days"]
    typed = WeekPeriod(starts_on=call.starts_on, ends_on=call.ends_on, half_days=week)
    plain = {name: value for name, value in values.items() if name != "half_days"}
    segments = tuple(stored.segments(typed)) if week.strip("-") else ()
    return replace(_fields(dossier, plain), segments=segments)


def _candidate(dossier: Dossier, values: Values) -> Facts:
    typed = Candidate(**values) if values["last_name"] else None
    return _fields(dossier, {"candidate": typed})


def _funding(dossier: Dossier, values: Values) -> Facts:
    typed = copy(dossier)
    typed.recruiter_share = values["recruiter_share"]
    partners = [Partner(share=values["partner_share"]) for _ in dossier.partners.all()]
    return replace(stored.facts_of(dossier), shares=stored.shares(typed, partners))


TYPED: Mapping[Section, Callable[[Dossier, Values], Facts]] = {
    Section.RECRUITER: _fields,
    Section.PARTNER: _partner,
    Section.PROJECT: _fields,
    Section.TIME: _time,
    Section.CANDIDATE: _candidate,
    Section.FUNDING: _funding,
}
