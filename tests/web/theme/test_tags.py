"""The tags draw exactly what the design says."""

from __future__ import annotations

from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from django.core.paginator import Paginator
from django.template import TemplateSyntaxError
from django.test import RequestFactory

from tandem.web.theme import glyphs
from tandem.web.theme.navigation import Section
from tandem.web.theme.tables import MoneyRow, MoneyTable
from tests.web.theme.rendering import render

TICK = glyphs.SHAPES["tick"]
WARNING = glyphs.SHAPES["warning"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{% money 1281860 %}", "12\u202f818,60\u00a0€"),
        ("{% euros 1281860 %}", "12\u202f819\u00a0€"),
        ("{{ 1281860|money }}", "12\u202f818,60\u00a0€"),
        ("{{ 1281860|euros }}", "12\u202f819\u00a0€"),
        ("{{ day|date_fr }}", "30\u00a0avril 2025"),
        ("{{ at|day_fr }}", "30\u00a0avril 2025"),
        ("{{ at|instant_fr }}", "mercredi 30\u00a0avril 2025 à 23\u00a0h\u00a059"),
        (
            '{{ at|instant_fr:"seconds" }}',
            "mercredi 30\u00a0avril 2025 à 23\u00a0h\u00a059\u00a0min\u00a008\u00a0s, heure de Paris",
        ),
        ("{{ rate|percent_fr }}", "60\u00a0%"),
        ('{{ 1|plural_fr:"dossier" }}', "1\u00a0dossier"),
        ('{{ 2|plural_fr:"cheval,chevaux" }}', "2\u00a0chevaux"),
        ("{{ words|typo }}", "L’avis\u202f? &lt;b&gt;"),
    ],
)
def test_words(source: str, expected: str):
    context = {
        "day": date(2025, 4, 30),
        "at": datetime(2025, 4, 30, 21, 59, 8, tzinfo=UTC),
        "rate": Fraction(3, 5),
        "words": "L'avis ? <b>",
    }
    assert render(source, **context) == expected


def test_icon_is_silent_without_a_label():
    expected = (
        f'<svg class="glyph" data-v="met" viewBox="0 0 20 20" aria-hidden="true">{TICK}</svg>'
    )
    assert render('{% icon "tick" "met" %}') == expected


def test_icon_with_a_label_speaks():
    expected = (
        '<svg class="glyph" viewBox="0 0 20 20" role="img" aria-label="Fait &amp; relu">'
        f"{TICK}</svg>"
    )
    assert render('{% icon "tick" label=words %}', words="Fait & relu") == expected


@pytest.mark.parametrize("source", ['{% icon "star" %}', '{% icon "tick" "green" %}'])
def test_icon_refuses_an_unknown_name(source: str):
    with pytest.raises(KeyError):
        render(source)


def test_every_state_and_verdict_has_a_shape():
    looks = [(look.shape, look.verdict) for look in glyphs.STATES.values()]
    assert [pair for pair in looks if not glyphs.glyph(*pair)] == []
    assert set(filter(None, glyphs.VERDICTS.values())) <= set(glyphs.SHAPES)


def test_tag_has_shape_word_and_colour():
    expected = (
        '<span class="tag" data-v="warn"><svg class="glyph" viewBox="0 0 20 20" aria-hidden="true">'
        f"{WARNING}</svg>Deux &lt;pièces&gt;</span>"
    )
    assert render('{% tag "warn" word %}', word="Deux <pièces>") == expected


def test_tag_plain_is_only_ruled():
    expected = '<span class="tag line" data-v="plain">Exemple fictif</span>'
    assert render('{% tag "plain" "Exemple fictif" %}') == expected


def test_state_tag_draws_the_state():
    expected = (
        '<span class="tag" data-v="warn"><svg class="glyph" viewBox="0 0 20 20" aria-hidden="true">'
        f"{WARNING}</svg>À compléter</span>"
    )
    assert render('{% state_tag "À compléter" "to_complete" %}') == expected


@pytest.mark.parametrize(
    ("payer", "css"),
    [
        ("agency", "swatch is-agc"),
        ("recruiter", "swatch is-rec"),
        ("partner", "swatch is-par"),
        ("partner_3", "swatch is-par2"),
        ("off", "swatch"),
    ],
)
def test_swatch(payer: str, css: str):
    assert render("{% swatch payer %}", payer=payer) == f'<span class="{css}"></span>'


@pytest.mark.parametrize(
    ("tone", "drawn", "verdict"),
    [
        ("warn", "warn", "warn"),
        ("success", "met", "met"),
        ("error", "unmet", "unmet"),
        ("info", "calm", "accent"),
    ],
)
def test_notice(tone: str, drawn: str, verdict: str):
    shape = glyphs.glyph(glyphs.VERDICTS[verdict], verdict)
    expected = f'<div class="notice" data-tone="{drawn}">{shape}<div><p>8 &lt; 9</p></div></div>'
    assert render("{% notice tone %}<p>8 &lt; 9</p>{% endnotice %}", tone=tone) == expected


def test_bar_has_widths_in_per_cent():
    shares = [("agency", 60), ("recruiter", 20), ("partner", 20)]
    expected = (
        '<svg class="bar" role="img" aria-label="Parts">'
        '<rect class="w-agc" x="0.00%" y="1" width="59.60%" height="94%" rx="2"/>'
        '<rect class="w-rec" x="60.00%" y="1" width="19.60%" height="94%" rx="2"/>'
        '<rect class="hatch" x="80.00%" y="1" width="19.60%" height="94%" rx="2"/></svg>'
    )
    assert render('{% bar shares "Parts" %}', shares=shares) == expected


def test_seats():
    expected = (
        '<svg class="seat" viewBox="0 0 22 12" aria-hidden="true">'
        '<rect class="w-rec" x="0.5" y=".5" width="9" height="11" rx="1.5"/>'
        '<rect class="w-off" x="11.5" y=".5" width="9" height="11" rx="1.5"/></svg>'
    )
    assert render("{% seats 1 2 %}") == expected


def test_tile_map_says_the_same_as_a_list():
    html = render("{% tile_map open soon %}", open=["11", "44"], soon=["28"])
    assert html.count('class="tile open"') == 2
    assert html.count('class="tile soon"') == 1
    assert "<li>Ouverts\u00a0: Île-de-France, Grand Est</li>" in html
    assert "<li>Annoncés\u00a0: Normandie</li>" in html
    assert "<li>Aucun appel\u00a0: 15\u00a0autres régions</li>" in html
    assert '<text x="187.5" y="31.5"' in html


def test_tile_map_without_any_call():
    assert "<li>Ouverts\u00a0: aucun</li>" in render("{% tile_map nothing %}", nothing=[])


def test_timeline_names_the_present_step():
    steps = [
        {"when": "Mars", "title": "Ouverture", "note": "", "state": "past"},
        {"when": "Avril", "title": "Clôture", "note": "À minuit", "state": "now"},
    ]
    expected = (
        '<div class="timeline-box"><ol class="timeline"><li data-when="past">'
        '<span class="when">Mars</span><b>Ouverture</b></li>'
        '<li data-when="now" aria-current="step"><span class="when">Avril</span><b>Clôture</b>'
        '<span class="muted">À minuit</span></li></ol></div>'
    )
    assert render("{% timeline steps %}", steps=steps) == expected


def test_money_table_sums_to_the_cent():
    rows = [MoneyRow("Agence", [769116, 4614699], "agency"), MoneyRow("CH", [256372, 1538233])]
    table = MoneyTable("Plan", ["2025", "2026"], rows, note="Au centime.")
    html = render('{% money_table table "plan" %}', table=table)
    assert '<caption id="plan">Plan</caption>' in html
    assert '<th scope="row"><span class="swatch is-agc"></span>Agence</th>' in html
    assert (
        '<tfoot><tr><th scope="row">Total</th><td>10\u202f254,88\u00a0€</td>'
        "<td>61\u202f529,32\u00a0€</td><td>71\u202f784,20\u00a0€</td></tr></tfoot>" in html
    )
    assert html.endswith('<p class="xs muted">Au centime.</p>')


def test_money_table_refuses_a_short_row():
    with pytest.raises(ValueError, match="1 amounts for 2 columns"):
        MoneyTable("Plan", ["2025", "2026"], [MoneyRow("Agence", [1])])


def test_pager_keeps_the_query():
    page = Paginator(range(30), 10).get_page(2)
    request = RequestFactory().get("/dossiers/", {"q": "gériatrie", "page": "2"})
    query = "q=g%C3%A9riatrie"
    expected = (
        '<nav class="pager cluster spread no-print" aria-label="Pages">'
        '<p class="s muted">Page 2 sur 3</p><ul>'
        f'<li><a href="?{query}&amp;page=1" rel="prev">Précédente</a></li>'
        f'<li><a href="?{query}&amp;page=1" aria-label="Page 1">1</a></li>'
        f'<li><a href="?{query}&amp;page=2" aria-label="Page 2" aria-current="page">2</a></li>'
        f'<li><a href="?{query}&amp;page=3" aria-label="Page 3">3</a></li>'
        f'<li><a href="?{query}&amp;page=3" rel="next">Suivante</a></li></ul></nav>'
    )
    assert render("{% pager page %}", page=page, request=request) == expected


def test_pager_is_silent_on_one_page():
    page = Paginator(range(3), 10).get_page(1)
    assert render("{% pager page %}", page=page, request=RequestFactory().get("/")) == ""


@pytest.mark.parametrize(
    ("query", "direction", "following"),
    [
        ({}, "ascending", "-titre"),
        ({"tri": "-titre", "page": "3"}, "descending", "titre"),
        ({"tri": "note"}, "none", "titre"),
    ],
)
def test_sort_header_turns_round(query: dict[str, str], direction: str, following: str):
    request = RequestFactory().get("/", query)
    expected = (
        f'<th scope="col" aria-sort="{direction}" class="r">'
        f'<a class="sort" href="?tri={following}">Projet</a></th>'
    )
    assert render('{% sort_header "Projet" "titre" "titre" "r" %}', request=request) == expected


def test_empty_has_a_fact_a_cause_and_an_action():
    html = render('{% empty "Aucun dossier." "Le filtre ne garde rien." "/tous" "Effacer" %}')
    assert html.count("<rect") == 10
    assert html.endswith(
        "<p><b>Aucun dossier.</b></p>"
        '<p class="s">Le filtre ne garde rien.</p><a class="btn" href="/tous">Effacer</a></div>'
    )


def test_empty_may_have_no_action():
    assert render('{% empty "Aucun dossier." %}').endswith("<p><b>Aucun dossier.</b></p></div>")


def test_crumbs_end_on_the_page():
    expected = (
        '<nav class="crumbs wrap" aria-label="Vous êtes ici"><ol>'
        '<li><a href="/d">Mes dossiers</a></li>'
        '<li><span aria-current="page">Temps partagé</span></li></ol></nav>'
    )
    assert render('{% crumbs "Mes dossiers" "/d" "Temps partagé" %}') == expected


def test_save_status_tells_the_hour_in_paris():
    html = render("{% save_status at %}", at=datetime(2026, 11, 22, 13, 32, tzinfo=UTC))
    assert 'id="save-status" role="status" data-saving="Enregistrement…"' in html
    assert html.endswith(
        "<span>Brouillon enregistré le 22\u00a0novembre 2026 à 14\u00a0h\u00a032</span></span>"
    )


def test_save_status_before_the_first_save():
    html = render("{% save_status at oob=True %}", at=None)
    assert 'hx-swap-oob="true"' in html
    assert html.endswith("<span>Pas encore enregistré</span></span>")


def test_section_nav_says_how_far_each_section_is():
    sections = [
        Section(label="Recruteur", url="/a", done=5, total=5),
        Section(label="Projet", url="/b", done=7, total=9, is_current=True),
        Section(label="Candidat", url="/c", done=0, total=4, is_optional=True),
    ]
    html = render("{% section_nav sections %}", sections=sections)
    assert "<summary>Section 2 sur 3\u00a0: Projet</summary>" in html
    assert (
        f'<a href="/b" aria-current="page">{glyphs.glyph("three-quarters", "accent")}'
        '<span>Projet<span class="sr">, presque complète</span></span><span class="n">7 / 9</span></a>'
    ) in html
    assert '<span class="n">facultatif</span>' in html
    assert '<label class="s" for="avancement">12\u00a0champs remplis sur 14</label>' in html
    assert '<progress id="avancement" max="14" value="12"></progress>' in html


@pytest.mark.parametrize(
    ("done", "shape", "words"),
    [
        (0, "empty", "pas commencée"),
        (1, "quarter", "commencée"),
        (6, "half", "commencée"),
        (9, "three-quarters", "presque complète"),
        (12, "tick", "complète"),
        (13, "tick", "complète"),
    ],
)
def test_section_fills_like_a_moon(done: int, shape: str, words: str):
    section = Section(label="Projet", url="/", done=done, total=12)
    assert (section.shape, section.words) == (shape, words)


def test_empty_stands_in_the_empty_clause_of_a_loop():
    source = '{% for a in nothing %}x{% empty %}{% empty "Aucun dossier." %}{% endfor %}'
    assert "<b>Aucun dossier.</b>" in render(source, nothing=[])


def test_empty_cannot_be_taken_for_the_clause_of_a_loop():
    with pytest.raises(TemplateSyntaxError):
        render('{% for a in nothing %}x{% empty "Aucun dossier." %}{% endfor %}', nothing=[])
