"""What the project is about, what it aims at, and whether it goes on with an earlier one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tandem.domain.eligibility.criterion import (
    Context,
    Verdict,
    criterion,
    is_same_again,
    met,
    unknown,
    unmet,
    used,
)
from tandem.domain.eligibility.facts import Facts
from tandem.domain.kernel import french
from tandem.domain.schemes.reading import members, whole
from tandem.domain.schemes.vocabulary import (
    MISSION_LABELS,
    PROFESSION_LABELS,
    Mission,
    Profession,
)


@criterion("profession", professions=members(Profession))
def profession(facts: Facts, params: Mapping[str, Any], context: Context) -> Verdict:
    """Whether the post is for one of `professions`, in any specialty (R-IDF12-09)."""
    allowed = [PROFESSION_LABELS[p] for p in Profession if p in params["professions"]]
    expected = (
        f"Une profession parmi {french.enumerate_words(allowed)}, par exemple « {allowed[0]} »."
    )
    if facts.profession is None:
        return unknown("La profession n’est pas connue.", expected)
    label = PROFESSION_LABELS[facts.profession]
    read = used("Profession", label)
    if facts.profession not in params["professions"]:
        return unmet(expected, {"profession": label}, read)
    if not facts.specialty:
        return unknown(
            "La spécialité n’est pas connue.", "Une spécialité, par exemple « gériatrie ».", read
        )
    return met(
        f"{label.capitalize()}, {facts.specialty}.", read, used("Spécialité", facts.specialty)
    )


@criterion("missing", required=members(Mission))
def missions(facts: Facts, params: Mapping[str, Any], context: Context) -> Verdict:
    """Whether the project describes every kind of mission of `required` (R-IDF12-10)."""
    required = [mission for mission in Mission if mission in params["required"]]
    labels = [MISSION_LABELS[mission] for mission in required]
    expected = f"Cochez et décrivez chaque mission, par exemple « {labels[-1]} »."
    if facts.missions is None:
        return unknown("Les missions ne sont pas encore décrites.", expected)
    typed = [MISSION_LABELS[mission] for mission in Mission if mission in facts.missions]
    read = used("Missions", ", ".join(typed) or "aucune")
    missing = [MISSION_LABELS[mission] for mission in required if mission not in facts.missions]
    if missing:
        return unmet(expected, {"missing": ", ".join(missing)}, read)
    return met("Le projet décrit toutes les missions attendues.", read)


@criterion("length", "least", least_characters=whole(1))
def permanence(facts: Facts, params: Mapping[str, Any], context: Context) -> Verdict:
    """Whether what follows the two years is described at some length (R-IDF12-14)."""
    least = params["least_characters"]
    expected = f"Le poste visé et l’échéance, en {least} signes au moins, par exemple « un poste de praticien hospitalier ouvert au concours de 2027 »."
    if facts.permanence is None:
        return unknown("La suite du projet n’est pas encore décrite.", expected)
    length = len(facts.permanence.strip())
    read = used("Pérennisation", french.plural(length, "signe"))
    if length < least:
        return unmet(expected, {"length": str(length), "least": str(least)}, read)
    return met(f"La suite du projet est décrite en {french.plural(length, 'signe')}.", read)


@criterion("missing", least=whole(1))
def objectives(facts: Facts, params: Mapping[str, Any], context: Context) -> Verdict:
    """Whether at least one objective of the call is aimed at and argued (R-IDF12-15)."""
    known = {objective.key: objective.label for objective in context.edition.objectives}
    first = next(iter(known))
    expected = f"Cochez un objectif et argumentez, par exemple {first} : « {known[first]} »."
    if facts.objectives is None:
        return unknown("Les objectifs visés ne sont pas encore cochés.", expected)
    aimed = [key for key in known if key in facts.objectives]
    read = used("Objectifs cochés", french.enumerate_words(aimed) or "aucun")
    if len(aimed) < params["least"]:
        return unmet(expected, {"missing": "Aucun objectif de l’appel n’est coché"}, read)
    argument = (facts.objectives_argument or "").strip()
    if facts.objectives_argument is None:
        return unknown("L’argumentaire n’est pas encore écrit.", expected, read)
    if not argument:
        return unmet(expected, {"missing": "Aucun argument n’accompagne les objectifs"}, read)
    size = french.plural(len(argument), "signe")
    reason = f"{french.plural(len(aimed), 'objectif visé', 'objectifs visés')}, avec {size} d’argumentaire."
    return met(reason, read, used("Argumentaire", size))


@criterion("months", "most", most_months=whole(1))
def renewal_length(facts: Facts, params: Mapping[str, Any], context: Context) -> Verdict:
    """Whether the same project, partners and candidate ask for `most_months` at most (R-IDF12-13)."""
    renewal, most = facts.renewal, params["most_months"]
    expected = f"Une durée de {most} mois au plus, par exemple {most} mois."
    if renewal is None:
        return met("Le dossier ne demande pas de renouvellement.")
    again = is_same_again(renewal)
    if again is False:
        return met(_new_project(renewal.same_candidate))
    if again is None or renewal.months is None:
        return unknown("La demande de renouvellement est incomplète.", expected)
    read = used("Mois demandés", str(renewal.months))
    if renewal.months > most:
        return unmet(expected, {"months": str(renewal.months), "most": str(most)}, read)
    return met(f"{renewal.months} mois demandés, pour {most} au plus.", read)


def _new_project(same_candidate: bool | None) -> str:
    """The cap of the text names the same candidate: it says nothing of another one."""
    if same_candidate is False:
        return "Le candidat change : le plafond de l’appel ne vise que le même candidat."
    return "Le projet ou le partenaire change : le dossier concourt comme un projet nouveau."


@criterion("count", "most", most_times=whole(1))
def renewal_count(facts: Facts, params: Mapping[str, Any], context: Context) -> Verdict:
    """Whether the project was renewed less than `most_times` before (inherited, to confirm)."""
    renewal, most = facts.renewal, params["most_times"]
    expected = "Le nombre de renouvellements déjà obtenus, par exemple 0."
    if renewal is None:
        return met("Le dossier ne demande pas de renouvellement.")
    if renewal.earlier_renewals is None:
        return unknown("Les renouvellements antérieurs ne sont pas déclarés.", expected)
    read = used("Renouvellements antérieurs", str(renewal.earlier_renewals))
    if renewal.earlier_renewals >= most:
        count = french.plural(renewal.earlier_renewals, "renouvellement")
        words = {"count": count, "most": str(most)}
        return unmet(expected, words, read)
    return met("Aucun renouvellement antérieur n’est déclaré.", read)
