"""Findings and sources: word, shape, reason, datum and source, in this order everywhere."""

from __future__ import annotations

import pytest

from tandem.domain.kernel.citation import Evidence
from tandem.domain.kernel.finding import Decision, Outcome, Severity
from tandem.web.theme import glyphs, verdicts
from tests.web.theme.rendering import OLD_CALL, cited, detailed, found, render

MET, UNMET, UNKNOWN = Outcome.MET, Outcome.UNMET, Outcome.UNDETERMINED


@pytest.mark.parametrize(
    ("outcome", "severity", "audience", "name", "word"),
    [
        (MET, Severity.BLOCKING, "applicant", "met", "Satisfaite"),
        (UNMET, Severity.BLOCKING, "applicant", "unmet", "Non satisfaite, bloque le dépôt"),
        (UNMET, Severity.BLOCKING, "agency", "unmet", "Non satisfaite, bloque la recevabilité"),
        (UNKNOWN, Severity.BLOCKING, "applicant", "unknown", "Indéterminée"),
        (MET, Severity.WARNING, "agency", "met", "Satisfaite"),
        (UNMET, Severity.WARNING, "applicant", "warn", "Non satisfaite, sans bloquer le dépôt"),
        (UNMET, Severity.WARNING, "agency", "warn", "Non satisfaite, sans bloquer"),
        (MET, Severity.TO_APPRECIATE, "agency", "weigh", "À apprécier par vous"),
        (UNMET, Severity.TO_APPRECIATE, "applicant", "weigh", "À apprécier par l’agence"),
        (UNKNOWN, Severity.TO_APPRECIATE, "agency", "weigh", "À apprécier par vous"),
        (UNKNOWN, Severity.TO_APPRECIATE, "applicant", "unknown", "Indéterminée"),
        (MET, Severity.COMPUTES, "applicant", "calc", "Calculée"),
        (UNKNOWN, Severity.COMPUTES, "applicant", "unknown", "Indéterminée"),
        (UNMET, Severity.INFORMS, "applicant", "accent", "À savoir"),
    ],
)
def test_verdict_of(outcome: Outcome, severity: Severity, audience: str, name: str, word: str):
    verdict = verdicts.verdict_of(found(outcome, severity), audience)
    assert (verdict.name, verdict.word) == (name, word)


def test_every_verdict_has_a_glyph():
    names = {*verdicts.COMMON_WORDS, *verdicts.WORDS["agency"]}
    assert {name for name in names if not glyphs.VERDICTS[name]} == set()


def test_finding_says_everything_in_order():
    expected = (
        f'<li class="finding" data-v="unmet" id="c1">{glyphs.glyph("cross")}<div>\n'
        '<p><span class="verdict">Non satisfaite, bloque la recevabilité</span> '
        '<span class="rule-id">R-IDF12-04</span></p>\n'
        "<h4>Partenaire indépendant du recruteur</h4>\n"
        "<p>Même entité juridique.</p>\n"
        '<p class="fact">Données lues\u00a0: SIREN, 1\u202f; FINESS, &lt;2&gt;.</p>\n'
        '<p class="fact">Attendu\u00a0: choisissez un autre partenaire.</p>\n'
        '<details class="source"><summary>Source\u00a0: appel, ligne 9</summary>'
        "<blockquote>«\u202findépendants de l’établissement recruteur\u202f»</blockquote>"
        "<cite>Appel, 12e édition, ARS Île-de-France, ligne 9. Lu le 12\u00a0novembre 2026.</cite>"
        "</details>\n</div></li>"
    )
    assert render('{% finding f "c1" audience="agency" level=4 %}', f=detailed()) == expected


def test_finding_without_details_has_no_empty_part():
    expected = (
        f'<li class="finding" data-v="met">{glyphs.glyph("tick")}<div>\n'
        '<p><span class="verdict">Satisfaite</span></p>\n<p>Motif.</p></div></li>'
    )
    assert render("{% finding f %}", f=found(MET)) == expected


def test_finding_with_puts_actions_last():
    html = render(
        '{% finding_with f %}<button type="button">Écarter</button>{% endfinding_with %}',
        f=detailed(),
    )
    assert html.endswith(
        '</details>\n<div class="cluster"><button type="button">Écarter</button></div></div></li>'
    )


def test_finding_list_reads_a_decision():
    decision = Decision((found(), found(MET)))
    html = render("{% finding_list decision %}", decision=decision)
    assert html.startswith('<ul class="findings"><li class="finding" data-v="unmet">')
    assert html.count('<li class="finding"') == 2


def test_finding_list_of_nothing_is_nothing():
    assert render("{% finding_list decision %}", decision=Decision()) == ""


def test_findings_summary_counts_in_a_sentence():
    findings = [found(MET), found(MET), found(UNMET, Severity.WARNING), found(UNKNOWN)]
    expected = "2 satisfaites, 1 à compléter, 1 indéterminée."
    assert render("{% findings_summary findings %}", findings=findings) == expected


def test_findings_summary_of_nothing():
    assert (
        render("{% findings_summary findings %}", findings=[]) == "Aucune règle ne s’applique ici."
    )


@pytest.mark.parametrize(
    ("blocking", "to_see", "verdict", "words"),
    [
        (1, 2, "unmet", "1 bloque, 2 à voir"),
        (2, 0, "unmet", "2 bloquent"),
        (0, 1, "warn", "1 à voir"),
        (0, 0, "met", "rien à voir"),
    ],
)
def test_findings_brief(blocking: int, to_see: int, verdict: str, words: str):
    shape = glyphs.glyph(glyphs.VERDICTS[verdict], verdict)
    expected = f'<span class="with-glyph nowrap">{shape}<span>{words}</span></span>'
    assert render(f"{{% findings_brief {blocking} {to_see} %}}") == expected


def test_source_never_quotes_a_degraded_copy():
    citation = cited("mots de la copie", "ligne 3", OLD_CALL)
    expected = (
        '<details class="source"><summary>Source\u00a0: 11e appel, ligne 3</summary>'
        "<cite>Appel, 11e édition, ARS Île-de-France, ligne 3. Texte du 1er\u00a0mars 2024, "
        "lu le 12\u00a0novembre 2026. Texte lu dans une copie reformulée\u00a0: il n’est pas cité.</cite>"
        "</details>"
    )
    assert render("{% source citations %}", citations=[citation]) == expected


def test_source_of_a_setting_is_no_text():
    citation = cited("jamais montré", evidence=Evidence.ASSUMPTION)
    expected = (
        '<details class="source"><summary>Réglage de l’agence</summary>'
        "<cite> Réglage de l’agence, pas une règle du texte.</cite></details>"
    )
    assert render("{% source citations %}", citations=[citation]) == expected


def test_source_opens_several_texts_at_once():
    citations = [cited("un"), cited("deux", "ligne 3", OLD_CALL)]
    html = render("{% source citations %}", citations=citations)
    assert "<summary>Sources\u00a0: appel, ligne 9\u202f; 11e appel, ligne 3</summary>" in html
    assert html.count("<blockquote>") == 1


@pytest.mark.parametrize(
    ("locators", "said"),
    [
        (("ligne 45", "ligne 43"), "lignes 43 et 45"),
        (("ligne 9", "ligne 9"), "ligne 9"),
        (("lignes 15 et 45, comptées en années civiles",), "lignes 15 et 45"),
        (("ligne 5", "lignes 21 à 31"), "ligne 5 et lignes 21 à 31"),
        (("annexe V, divisée par 1,015",), "annexe V"),
    ],
)
def test_source_names_a_text_once(locators: tuple[str, ...], said: str):
    citations = [cited(locator=locator) for locator in locators]
    assert verdicts.source_opening(citations) == f"Source\u00a0: appel, {said}"


def test_source_names_a_text_alone_when_its_locator_is_a_remark():
    assert verdicts.source_names([cited(locator="temps plein et temps partiel")]) == "appel"


def test_source_may_be_named_by_the_page():
    html = render('{% source citations "Ce que dit l’appel" %}', citations=[cited()])
    assert "<summary>Ce que dit l’appel</summary><cite>" in html


def test_source_of_nothing_is_nothing():
    assert render("{% source citations %}", citations=()) == ""
