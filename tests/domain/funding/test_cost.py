"""The yearly cost of a post: the table of the domain dossier (§4.6), and what is assumed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from tandem.catalogue.load import load_edition, load_pay
from tandem.domain.funding.cost import yearly_cost
from tandem.domain.kernel import french
from tandem.domain.schemes.dated import NoFigureError
from tandem.domain.schemes.pay import PetSituation

PAY = load_pay()
RULES = load_edition("ile-de-france/asp/2025").funding
START = date(2025, 11, 1)


def situation(half_days, km=41, **more):
    return PetSituation(half_days_outside=Fraction(half_days), distance_km=Fraction(km), **more)


def cost(where, on=START, **rules):
    return yearly_cost(PAY, replace(RULES, **rules), where, on=on)


def euros(cents):
    return french.euros_rounded(cents).replace("\u202f", " ").replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("where", "without_iespe", "with_iespe", "charged", "agency"),
    [
        (situation(5), "45 643 €", "57 763 €", "82 024 €", "49 214 €"),
        (situation(4), "42 043 €", "54 163 €", "76 912 €", "46 147 €"),
        (situation(3), "39 043 €", "51 163 €", "72 652 €", "43 591 €"),
        (situation(2), "39 043 €", "51 163 €", "72 652 €", "43 591 €"),
        (situation(4, km=19), "33 643 €", "45 763 €", "64 984 €", "38 990 €"),
    ],
)
def test_cost_reproduces_the_table_of_the_dossier(
    where, without_iespe, with_iespe, charged, agency
):
    assert euros(cost(where, includes_iespe=False).gross_cents) == without_iespe
    found = cost(where)
    assert euros(found.gross_cents) == with_iespe
    assert euros(found.total_cents) == charged
    assert euros(RULES.agency_cents(found.total_cents)) == agency


def test_cost_of_the_drawn_dossier_is_exact():
    found = cost(situation(4))
    assert (found.base_cents, found.iespe_cents, found.pet_cents) == (3364313, 1212000, 840000)
    assert found.exact == Fraction(76911_6446, 100)
    assert found.total_cents == 7691164
    assert found.base_cents + found.iespe_cents + found.pet_cents + found.charges_cents == 7691164
    assert found.grid_on == date(2023, 7, 1)
    assert RULES.parts(found.total_cents) == [4614698, 1538233, 1538233]


def test_pay_that_a_southern_region_still_printed_is_found_again():
    """PACA's 37 945 € of 2024 (§2.4): the grid of 2017 and the old IESPE, without PET or charges."""
    old = cost(None, on=date(2020, 10, 1), charges_rate=Fraction(0), includes_pet=False)
    assert old.total_cents == 3794526
    assert old.grid_on == date(2017, 2, 1)
    assert euros(old.total_cents) == "37 945 €"


def test_cost_without_pet_ignores_the_week():
    assert cost(situation(5), includes_pet=False).pet_cents == 0


def test_cost_says_what_it_takes_for_granted():
    assert cost(situation(4)).assumptions == (
        "Charges de l’employeur\u00a0: 42\u00a0%.",
        "Indemnité d’engagement de service public exclusif comptée.",
    )
    close = cost(situation(4, km=10)).assumptions
    assert close[-1] == "Sans autorisation connue de l’agence, la PET n’est pas comptée."
    unknown = cost(PetSituation(half_days_outside=Fraction(4))).assumptions
    assert unknown[-1] == "Distance inconnue\u00a0: la PET est comptée, à confirmer."
    assert cost(None).assumptions[-1].endswith("aucune PET n’est comptée.")


def test_day_without_any_figure_is_refused():
    with pytest.raises(NoFigureError, match="aucun montant connu au 1er\u00a0janvier 2022"):
        cost(None, on=date(2022, 1, 1))
