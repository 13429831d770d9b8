"""One renderer for every form; errors that say what to write; a summary that leads to each field."""

from __future__ import annotations

import pytest
from django import forms

from tandem.domain.kernel.french import typography
from tandem.web.theme import fields, glyphs, messages, verdicts
from tandem.web.theme.fields import NumberField, WeekField
from tandem.web.theme.forms import DraftForm, TandemForm
from tests.web.theme.rendering import render

CROSS = glyphs.glyph("cross", "unmet")


class SiteForm(TandemForm):
    """A form with one field of each kind."""

    examples = {"name": "CH de Valmorin", "distance": "41"}

    name = forms.CharField(
        label="Nom",
        help_text="Tel qu’au registre.",
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        max_length=20,
    )
    distance = NumberField(label="Distance entre les sites")
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    duty = forms.ChoiceField(
        label="Des gardes\u202f?",
        widget=forms.RadioSelect,
        choices=[("n", "Non"), ("o", "Oui")],
        help_text="Gardes et astreintes.",
    )
    agreed = forms.BooleanField(label="Les informations sont exactes.")
    token = forms.CharField(widget=forms.HiddenInput, required=False)


class Draft(DraftForm):
    """A form that may be saved empty."""

    optional = frozenset({"note"})
    name = forms.CharField(label="Nom")
    note = forms.CharField(label="Note")


def error(name: str, text: str) -> str:
    return (
        f'<p class="error" id="id_{name}_error">{CROSS}'
        f'<span><span class="sr">Erreur\u00a0: </span>{text}</span></p>'
    )


def squeezed(html: str) -> str:
    return html.replace("\n", "")


def test_field_is_label_hint_control():
    expected = (
        '<div class="field"><label for="id_name">Nom</label>'
        '<div class="hint" id="id_name_helptext">Tel qu’au registre.</div>'
        '<input type="text" name="name" autocomplete="organization" maxlength="20" '
        'aria-describedby="id_name_helptext" class="input" id="id_name"></div>'
    )
    assert squeezed(render("{% field form.name %}", form=SiteForm())) == expected


def test_field_with_an_error_points_to_it():
    expected = (
        '<div class="field"><label for="id_name">Nom</label>'
        '<div class="hint" id="id_name_helptext">Tel qu’au registre.</div>'
        '<input type="text" name="name" autocomplete="organization" maxlength="20" '
        'aria-invalid="true" aria-describedby="id_name_helptext id_name_error" class="input" '
        'id="id_name">'
        + error("name", "Remplissez ce champ, par exemple\u00a0CH de Valmorin.")
        + "</div>"
    )
    assert squeezed(render("{% field form.name %}", form=SiteForm({}))) == expected


def test_field_keeps_what_was_typed():
    html = render("{% field form.distance %}", form=SiteForm({"distance": "quarante <b>"}))
    assert 'value="quarante &lt;b&gt;"' in html
    assert 'inputmode="decimal" class="input short"' in squeezed(html).replace(
        ' aria-invalid="true" aria-describedby="id_distance_error"', ""
    )
    assert "Écrivez un nombre, par exemple\u00a041." in html


def test_field_short_is_short():
    assert 'class="input short"' in render("{% field form.name short=True %}", form=SiteForm())


def test_optional_field_says_so():
    html = render("{% field form.note %}", form=SiteForm())
    assert '<label for="id_note">Note <span class="muted">(facultatif)</span>' in html


def test_radios_are_a_fieldset_with_a_legend():
    expected = (
        '<fieldset class="field" aria-describedby="id_duty_helptext id_duty_error">'
        "<legend>Des gardes\u202f?</legend>"
        '<div class="hint" id="id_duty_helptext">Gardes et astreintes.</div><div class="choices">'
        '<label class="check"><input type="radio" name="duty" value="n" id="id_duty_0">'
        "<span>Non</span></label>"
        '<label class="check"><input type="radio" name="duty" value="o" id="id_duty_1">'
        "<span>Oui</span></label></div>" + error("duty", "Choisissez une réponse.") + "</fieldset>"
    )
    assert squeezed(render("{% field form.duty %}", form=SiteForm({}))) == expected


def test_single_box_has_its_label_beside_it():
    expected = (
        '<div class="field"><label class="check" for="id_agreed">'
        '<input type="checkbox" name="agreed" id="id_agreed">'
        "<span>Les informations sont exactes.</span></label></div>"
    )
    assert squeezed(render("{% field form.agreed %}", form=SiteForm())) == expected


def test_hidden_field_is_bare():
    expected = '<input type="hidden" name="token" id="id_token">'
    assert render("{% field form.token %}", form=SiteForm()) == expected


def test_whole_form_draws_the_same_fields():
    form = SiteForm({})
    parts = [render("{% form_errors form %}", form=form)]
    parts += [render("{% field each %}", each=each) for each in form.visible_fields()]
    parts += [render("{% field form.token %}", form=form)]
    assert squeezed(render("{{ form }}", form=form)) == squeezed("".join(parts))


def test_stock_form_is_drawn_by_the_same_renderer():
    class Plain(forms.Form):
        mail = forms.EmailField(label="Courriel", required=False)

    assert squeezed(render("{{ form }}", form=Plain())) == (
        '<div class="field"><label for="id_mail">Courriel <span class="muted">(facultatif)</span>'
        '</label><input type="email" name="mail" maxlength="320" class="input" id="id_mail"></div>'
    )


def test_locked_field_shows_its_value_and_the_reason():
    class Locked(TandemForm):
        kind = forms.ChoiceField(label="Type", choices=[("e", "EHPAD public")], disabled=True)

    html = render(
        '{% field form.kind locked="Vient du registre." %}', form=Locked(initial={"kind": "e"})
    )
    assert squeezed(html) == (
        f'<div class="field"><p class="label">Type</p><p class="locked">{glyphs.glyph("lock", "plain")}'
        '<span>EHPAD public</span></p><p class="hint">Vient du registre.</p></div>'
    )


def test_error_summary_leads_to_each_field():
    form = SiteForm({"name": "x" * 21, "distance": "quarante"})
    expected = (
        '<div class="error-summary" role="alert" tabindex="-1" data-error-summary '
        f'aria-labelledby="erreurs">{CROSS}<div>'
        '<h2 id="erreurs">Erreur\u00a0: 4 champs à corriger</h2><ul>'
        '<li><a href="#id_name">Nom. Écrivez 20 signes au plus\u00a0: il y en a 21.</a></li>'
        '<li><a href="#id_distance">Distance entre les sites\u00a0: écrivez un nombre, '
        "par exemple\u00a041.</a></li>"
        '<li><a href="#id_duty_0">Des gardes\u202f? Choisissez une réponse.</a></li>'
        '<li><a href="#id_agreed">Les informations sont exactes. Cochez cette case pour '
        "continuer.</a></li></ul></div></div>"
    )
    assert render("{% form_errors form %}", form=form) == expected


def test_error_summary_of_several_forms_and_of_a_whole_form():
    one, other = Draft({}), SiteForm({})
    one.add_error(None, "Le dossier a changé\u00a0: relisez-le.")
    html = render("{% form_errors one other %}", one=one, other=other)
    assert '<h2 id="erreurs">Erreur\u00a0: 5 points à corriger</h2>' in html
    assert "<li>Le dossier a changé\u00a0: relisez-le.</li>" in html


def test_error_summary_of_one_error():
    form = Draft({})
    form.add_error("name", "Donnez un nom.")
    assert "Erreur\u00a0: un champ à corriger" in render("{% form_errors form %}", form=form)


def test_error_summary_is_silent_when_nothing_is_wrong():
    assert render("{% form_errors form %}", form=SiteForm()) == ""


def test_draft_requires_nothing_and_names_what_is_optional():
    form = Draft({})
    assert form.is_valid()
    assert "(facultatif)" not in render("{% field form.name %}", form=form)
    assert "(facultatif)" in render("{% field form.note %}", form=form)


def test_criterion_draws_a_scale():
    class Grid(TandemForm):
        need = forms.ChoiceField(
            label="Besoin",
            help_text="Délais d’accès",
            widget=forms.RadioSelect,
            choices=[("0", "0"), ("1", "1")],
        )

    assert squeezed(render("{% criterion form.need 25 %}", form=Grid({"need": "1"}))) == (
        '<fieldset class="criterion" aria-describedby="id_need_helptext"><legend><span>Besoin</span>'
        '<span class="weight">sur 25\u00a0points</span></legend>'
        '<p class="hint" id="id_need_helptext">Délais d’accès</p><div class="scale">'
        '<label><input type="radio" name="need" value="0" id="id_need_0"><span>0</span></label>'
        '<label><input type="radio" name="need" value="1" id="id_need_1" checked><span>1</span>'
        "</label></div></fieldset>"
    )


def test_planner_has_ten_groups_of_radios():
    class Week(TandemForm):
        week = WeekField(label="Semaine type")

    html = render(
        "{% planner form.week names %}",
        form=Week(initial={"week": "R1--------"}),
        names=["Valmorin", "Sainte-Aurore"],
    )
    assert html.count('<fieldset class="half">') == 10
    assert (
        '<fieldset class="half"><legend><span class="sr">Lundi </span>Matin</legend>'
        '<label class="is-rec"><input type="radio" name="d1-am" value="R" id="id_week_0" checked>'
        '<span>Valmorin</span></label><label class="is-par"><input type="radio" name="d1-am" value="1">'
        '<span>Sainte-Aurore</span></label><label class="is-off"><input type="radio" name="d1-am" '
        'value="-"><span>Libre</span></label></fieldset>'
    ) in html
    assert '<input type="radio" name="d5-pm" value="-" checked>' in html
    assert "libre\u00a0: 8\u00a0demi-journées." in html


def test_messages_keep_what_a_form_wrote_itself():
    class Own(TandemForm):
        name = forms.CharField(error_messages={"required": "Donnez un nom."})

    assert Own({}).errors["name"] == ["Donnez un nom."]


def test_messages_may_quote_a_per_cent():
    class Rate(TandemForm):
        examples = {"rate": "60 %"}
        rate = forms.CharField()

    assert Rate({}).errors["rate"] == ["Remplissez ce champ, par exemple\u00a060 %."]


@pytest.mark.parametrize(
    "text",
    [
        *(text for _kind, texts in messages.KINDS for text in texts.values()),
        *messages.LIMITS.values(),
        messages.AT_MOST,
        messages.AT_LEAST,
        *fields.EurosField.default_error_messages.values(),
        *fields.PercentField.default_error_messages.values(),
        *fields.WeekField.default_error_messages.values(),
        *(word for words in verdicts.WORDS.values() for word in words.values()),
        *verdicts.COMMON_WORDS.values(),
        *verdicts.EVIDENCE_NOTES.values(),
        verdicts.DEGRADED,
        verdicts.NO_RULE,
    ],
)
def test_words_of_the_theme_are_in_french_typography(text: str):
    assert typography(text) == text
