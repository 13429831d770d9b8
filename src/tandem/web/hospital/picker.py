"""Choosing a structure in the register: what is offered, and what is said when nothing is found."""

from __future__ import annotations

from dataclasses import dataclass

from tandem.apps.accounts.actor import Actor
from tandem.apps.territory import selectors as territory
from tandem.apps.territory.models import Structure
from tandem.domain.kernel import french, identifiers
from tandem.domain.kernel.errors import InvalidInputError
from tandem.web.hospital.forms import SectionForm, own_structures

FINESS_LENGTH = 9
CORSICA = ("2A", "2B")
OFFERED = 12
FIELDS = ("recruiter", "structure")


@dataclass(frozen=True, slots=True, kw_only=True)
class Picker:
    """The radios of a structure field. `message` says what a search gave, `problem` what is wrong.

    `is_whole` when they are all that there is: no search is needed.
    """

    name: str
    query: str
    is_whole: bool
    shown: tuple[Structure, ...]
    chosen: str
    message: str = ""
    problem: str = ""

    @property
    def is_own(self) -> bool:
        """Whether the choice is among the structures of one legal entity."""
        return self.name == "recruiter"


def looks_like_finess(query: str) -> str:
    """The number that was typed, without its spaces, if nine characters look like one."""
    number = "".join(query.split()).upper()
    digits = number[2:] if number[:2] in CORSICA else number
    return number if len(number) == FINESS_LENGTH and digits.isdecimal() else ""


def offer(name: str, query: str, chosen: Structure | None, actor: Actor) -> Picker:
    """The structures to choose from: the one that stands, then what the search finds."""
    is_own = name == "recruiter"
    found, problem = _found(query, actor if is_own else None)
    own = list(own_structures(actor)[: OFFERED + 1]) if is_own and not query.strip() else []
    found = found or own[:OFFERED]
    others = [structure for structure in found if structure != chosen]
    return Picker(
        name=name,
        query=query,
        is_whole=0 < len(own) <= OFFERED,
        shown=(*([chosen] if chosen else []), *others),
        chosen=str(chosen.pk) if chosen else "",
        message="" if problem else _message(query, found),
        problem=problem,
    )


def _found(query: str, actor: Actor | None) -> tuple[list[Structure], str]:
    number = looks_like_finess(query)
    if number:
        try:
            identifiers.checked("FINESS", number)
        except InvalidInputError as error:
            return [], french.typography(str(error))
    of = actor.structure if actor else None
    return territory.search_structures(query, of=of, limit=OFFERED), ""


def _message(query: str, found: list[Structure]) -> str:
    if not query.strip():
        return ""
    if found:
        count = french.plural(len(found), "structure trouvée", "structures trouvées")
        more = " ou plus : précisez avec la ville" if len(found) == OFFERED else ""
        return french.typography(f"{count}{more}.")
    number = looks_like_finess(query)
    if number:
        said = f"Le numéro {number} n’est pas dans le registre de la plateforme."
    else:
        said = f"Aucune structure ne répond à « {query.strip()} ». Essayez la ville ou le numéro FINESS."
    return french.typography(f"{said} Si la structure existe, demandez son ajout à l’agence.")


def of_form(form: SectionForm, query: str) -> Picker | None:
    """The picker of a form that has a structure field; the choice typed stands before the stored."""
    name = next((each for each in FIELDS if each in form.fields), None)
    if name is None:
        return None
    chosen = form.initial.get(name)
    if form.is_bound and name not in form.errors:
        chosen = form.cleaned_data.get(name)
    return offer(name, query, chosen, form.actor)
