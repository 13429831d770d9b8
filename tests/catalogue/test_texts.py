"""Every quotation is in the text it cites; every rule and figure has its text and its dates."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tandem.catalogue.load import edition_keys, load_edition, load_pay, sources
from tandem.domain.kernel.citation import Citation, Evidence

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
TEXTS = SHARED / "texts"
DOSSIER = SHARED / "domain.md"
REFERENCES = [f"R-IDF12-{number:02}" for number in range(1, 16)]
STATUTE = [f"R-STAT-0{number}" for number in range(1, 8)]
STATUTE += ["R-FIN-01", "R-FIN-02", "R-FIN-04", "R-CAL-01"]


def citations_of(key: str) -> list[Citation]:
    edition = load_edition(key)
    groups = [edition.calendar.citations, *edition.funding.citations.values()]
    groups += [rule.citations for rule in edition.rules]
    single = [edition.grid_citation, *(objective.citation for objective in edition.objectives)]
    return [citation for group in groups for citation in group] + single


QUOTED = sorted(
    {
        (citation.source.key, citation.locator, citation.fragment)
        for key in edition_keys()
        for citation in citations_of(key)
        if citation.fragment
    }
)


def flat(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").split())


@pytest.mark.parametrize(("source", "locator", "fragment"), QUOTED)
def test_fragment_is_found_in_the_cited_text(source, locator, fragment):
    file = sources()[source].file
    path = TEXTS / file if file else DOSSIER
    if not path.exists():
        pytest.skip(f"{path.name} is kept beside the project, not in it")
    text = path.read_text(encoding="utf-8")
    if not file:
        # What we do not hold was quoted in the dossier, with its own bold marks.
        text = text.replace("**", "")
    if file and locator.startswith("ligne "):
        text = text.splitlines()[int(locator.removeprefix("ligne ")) - 1]
    assert flat(fragment) in flat(text)


@pytest.mark.parametrize("key", edition_keys())
def test_every_rule_number_of_the_call_is_there(key):
    found = {rule.reference for rule in load_edition(key).rules}
    assert found == {*REFERENCES, *STATUTE}


@pytest.mark.parametrize("key", edition_keys())
def test_what_no_text_says_is_marked_as_an_assumption(key):
    for citation in citations_of(key):
        assert citation.is_assumption == (citation.source.key == "agency_settings")
        if citation.evidence is Evidence.FOUNDING_TEXT:
            assert citation.source.file is not None


@pytest.mark.parametrize("key", edition_keys())
def test_degraded_copy_is_never_quoted(key):
    cited = [c for c in citations_of(key) if c.source.is_degraded]
    assert [c.fragment for c in cited] == [None]
    assert [c.locator for c in cited] == ["ligne 5"]


def test_sources_were_all_checked():
    assert {source.checked_on for source in sources().values()} == {date(2026, 11, 15)}


def test_assumptions_name_what_the_agency_sets():
    said = " ; ".join(c.locator for c in load_edition("ile-de-france/asp/2025").assumptions)
    for word in ("23 h 59", "42 %", "public exclusif", "200 signes", "grille", "autre SIREN",
                 "règle de l’appel précédent", "moitié du reste"):  # fmt: skip
        assert word in said


def test_every_figure_has_a_date_a_text_and_a_mark():
    pay = load_pay()
    histories = [*pay.lines.values(), pay.iespe, pay.pet, pay.pet_distance_km]
    for dated in (dated for history in histories for dated in history):
        assert dated.since >= date(2017, 2, 1)
        assert dated.citation.evidence in {Evidence.OFFICIAL, Evidence.DERIVED}
        assert dated.citation.source.checked_on == date(2026, 11, 15)


def test_derived_pay_lines_follow_from_the_one_that_was_read():
    for history in load_pay().lines.values():
        in_2017, in_2022, in_2023 = (dated.value for dated in history)
        assert round(in_2023 / 1.015) == in_2022
        assert abs(in_2023 / 1.015 / 1.035 - in_2017) < 1
