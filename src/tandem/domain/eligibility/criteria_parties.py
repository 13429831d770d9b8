"""Who recruits, who shares, and whether they are strangers to each other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tandem.domain.eligibility.criterion import (
    Context,
    Verdict,
    criterion,
    met,
    name_of,
    unknown,
    unmet,
    used,
)
from tandem.domain.eligibility.facts import Facts, StructureFacts
from tandem.domain.kernel import french
from tandem.domain.schemes.reading import members, whole
from tandem.domain.schemes.vocabulary import STRUCTURE_LABELS, StructureKind

KINDS = members(StructureKind)


def _kinds(kinds: frozenset[StructureKind]) -> str:
    """The kinds in the order of the vocabulary: "EHPAD public ou centre de santé"."""
    words = [STRUCTURE_LABELS[kind] for kind in StructureKind if kind in kinds]
    return french.enumerate_words(words, last="ou")


def _example(kinds: frozenset[StructureKind]) -> str:
    first = next(kind for kind in StructureKind if kind in kinds)
    return f"Un type recevable, par exemple « {STRUCTURE_LABELS[first]} »."


@criterion("kind", "name", kinds=KINDS)
def recruiter_kind(facts: Facts, params: Mapping[str, Any], context: Context) -> Verdict:
    """Whether the recruiter is of one of `kinds` (R-IDF12-01)."""
    recruiter = facts.recruiter
    if recruiter is None or recruiter.kind is None:
        return unknown("Le type du recruteur n’est pas connu.", _example(params["kinds"]))
    label = STRUCTURE_LABELS[recruiter.kind]
    read = used("Type du recruteur", label)
    if recruiter.kind in params["kinds"]:
        return met(f"{name_of(recruiter, 0)} : {label}.", read)
    words = {"kind": label, "name": name_of(recruiter, 0)}
    return unmet(_example(params["kinds"]), words, read)


@criterion("kind", "name", kinds=KINDS)
def partner_kind(facts: Facts, params: Mapping[str, Any], context: Context) -> Verdict:
    """Whether every partner is of one of `kinds` (R-IDF12-02)."""
    kinds, partners = params["kinds"], facts.partners
    known = [(partner, partner.kind) for partner in partners if partner.kind is not None]
    read = [used(f"Type de {name_of(p, 1)}", STRUCTURE_LABELS[kind]) for p, kind in known]
    for partner, kind in known:
        if kind not in kinds:
            words = {"kind": STRUCTURE_LABELS[kind], "name": name_of(partner, 1)}
            return unmet(_example(kinds), words, *read)
    if not partners or len(known) < len(partners):
        return unknown("Le type du partenaire n’est pas connu.", _example(kinds))
    labels = [f"{name_of(p, 1)} : {STRUCTURE_LABELS[kind]}" for p, kind in known]
    return met(f"{french.enumerate_words(labels)}.", *read)


@criterion("count", "least", "most", least=whole(1), most=whole(1))
def structure_count(facts: Facts, params: Mapping[str, Any], context: Context) -> Verdict:
    """Whether the project joins between `least` and `most` structures (R-IDF12-03)."""
    least, most = params["least"], params["most"]
    expected = f"Un recruteur et {french.plural(most - 1, 'partenaire')}, par exemple un hôpital public et un centre de santé."
    if facts.recruiter is None or not facts.partners:
        absent = "Le recruteur" if facts.recruiter is None else "Le partenaire"
        return unknown(f"{absent} n’est pas encore choisi.", expected)
    structures = (facts.recruiter, *facts.partners)
    count = len(structures)
    names = [name_of(structure, place) for place, structure in enumerate(structures)]
    read = used("Structures", french.enumerate_words(names))
    if least <= count <= most:
        return met(f"Le dossier réunit {french.plural(count, 'structure')}.", read)
    words = {"count": str(count), "least": str(least), "most": str(most)}
    return unmet(expected, words, read)


def _same(first: str | None, second: str | None) -> bool | None:
    """Whether two numbers are the same; None when one is not known."""
    return None if first is None or second is None else first == second


def _one_entity(recruiter: StructureFacts, partner: StructureFacts) -> str | None:
    """The number that both structures carry, "" when they surely differ, None when unknown."""
    pairs = ((recruiter.siren, partner.siren), (recruiter.legal_entity, partner.legal_entity))
    answers = [_same(*pair) for pair in pairs]
    if True in answers:
        return pairs[answers.index(True)][0]
    return "" if False in answers else None


@criterion("number", "name")
def partner_independence(facts: Facts, params: Mapping[str, Any], context: Context) -> Verdict:
    """Whether every partner belongs to another legal entity (R-IDF12-04): SIREN or FINESS EJ."""
    expected = "Un partenaire d’une autre entité juridique, par exemple avec un autre numéro SIREN."
    missing = "Un SIREN ou un FINESS d’entité juridique pour chacun, par exemple 260100045."
    recruiter = facts.recruiter
    if recruiter is None or not facts.partners:
        return unknown("Les deux structures ne sont pas encore connues.", missing)
    found = [(partner, _one_entity(recruiter, partner)) for partner in facts.partners]
    for partner, number in found:
        if number:
            read = used("Entité juridique des deux structures", number)
            return unmet(expected, {"number": number, "name": name_of(partner, 1)}, read)
    if any(number is None for _, number in found):
        return unknown("L’entité juridique d’une structure n’est pas connue.", missing)
    read_all = [used("Recruteur", _entity(recruiter))]
    read_all += [used(name_of(partner, 1), _entity(partner)) for partner in facts.partners]
    return met("Les structures relèvent d’entités juridiques différentes.", *read_all)


def _entity(structure: StructureFacts) -> str:
    if structure.siren:
        return f"SIREN {structure.siren}"
    return f"entité juridique {structure.legal_entity}"


@criterion("tie")
def structure_ties(facts: Facts, params: Mapping[str, Any], context: Context) -> Verdict:
    """Whether nothing but the project ties the structures: direction, GHT (R-IDF12-04)."""
    expected = "Dites si la direction est commune : par exemple « non »."
    groups = {partner.group for partner in facts.partners if partner.group}
    shared = facts.recruiter.group if facts.recruiter and facts.recruiter.group in groups else None
    argue = "Dites ce qui garde les deux structures indépendantes, par exemple des budgets séparés."
    if facts.common_direction:
        return unmet(argue, {"tie": "une direction commune"}, used("Direction commune", "oui"))
    if shared:
        read = used("Groupement hospitalier de territoire", shared)
        return unmet(argue, {"tie": f"le même groupement hospitalier ({shared})"}, read)
    if facts.common_direction is None:
        return unknown("Personne n’a dit si les structures ont une direction commune.", expected)
    return met(
        "Aucune direction commune ni aucun groupement commun n’est déclaré.",
        used("Direction commune", "non"),
    )
