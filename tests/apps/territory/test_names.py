from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.apps.territory.names import MAX_NAME, MAX_SEARCH, display_name, search_text, searchable


@pytest.mark.parametrize(
    ("official", "town", "shown"),
    [
        ("CH DE TREVOUX", "Trévoux", "CH de Trévoux"),
        ("C.H. LOUIS CONSTANT FLEMING", "", "CH Louis Constant Fleming"),
        ("CENTRE HOSPITALIER  DE CAYENNE", "Cayenne", "Centre hospitalier de Cayenne"),
        ("CHS D'AINAY LE CHATEAU", "Ainay-le-Château", "CHS d’Ainay-le-Château"),
        ("CTRE D HEMODIALYSE D ATHIS MONS", "Athis-Mons", "Centre d’hémodialyse d’Athis-Mons"),
        ("CH ST MALO", "Saint-Malo", "CH Saint-Malo"),
        ("CH LE PUY EN VELAY", "Le Puy-en-Velay", "CH Le Puy-en-Velay"),
        ("CENTRE HOSPITALIER DU MANS", "Le Mans", "Centre hospitalier du Mans"),
        ("GHU APHP HOP COCHIN", "Paris", "GHU AP-HP Hôpital Cochin"),
        ("CMP CAEN PLAINE (14G09)", "Caen", "CMP Caen Plaine (14G09)"),
        ("MAISON MEDICALE JEAN XXIII", "Lille", "Maison médicale Jean XXIII"),
        ("E.H.P.A.D. LES TILLEULS", "", "EHPAD les Tilleuls"),
        ("CHU DE RENNES", "Fougères", "CHU de Rennes"),
        ("Clinique de l'Étang ", "Rouen", "Clinique de l’Étang"),
        ("", "", ""),
        ("CH DE CAEN", " ", "CH de Caen"),
    ],
)
def test_display_name(official: str, town: str, shown: str):
    assert display_name(official, town) == shown


def test_display_name_cuts_what_the_table_cannot_hold():
    assert len(display_name("BATIMENT " * 40)) == MAX_NAME


def test_searchable_keeps_words_alone():
    assert searchable("C.H. d’Ainay-le-Château (03), Œuvre") == "ch d ainay le chateau 03 oeuvre"


def test_search_text_adds_the_short_form():
    text = search_text("Centre hospitalier universitaire de Caen", "Caen", "14", "140000100")
    assert text == " centre hospitalier universitaire de caen 14 140000100 chu ch "


@given(st.text(), st.text())
def test_names_never_fail_nor_overflow(official: str, town: str):
    assert len(display_name(official, town)) <= MAX_NAME
    assert len(search_text(official, town)) <= MAX_SEARCH
