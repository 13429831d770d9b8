"""One dossier under screening: reading it, judging its findings, deciding."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tandem.apps.dossiers.models import Dossier, FindingReview
from tandem.apps.dossiers.services import drafts, filing, screening, summary
from tandem.apps.foundation import clock
from tandem.apps.foundation.clock import PARIS
from tandem.apps.messaging.models import Message
from tandem.domain.schemes.vocabulary import DocumentKind
from tandem.domain.workflow.dossier import DossierState
from tests.web.agency.reading import errors_of, plain, text_of, title_of
from tests.world import AFTER_DEADLINE, NOW

PDF = b"%PDF-1.7\nfictif"
BLOCKING = "partner_is_eligible"
TO_SEE = "missions_are_complete"


@pytest.fixture
def chloe(world, signed_in):
    with clock.fixed(AFTER_DEADLINE):
        yield signed_in(world.people.chloe)


@pytest.fixture
def sound(world):
    return world.filed()


@pytest.fixture
def flawed(world):
    """A dossier whose partner turned out to be private, and that says nothing of research."""
    dossier = world.filed("Soins dentaires en EHPAD")
    Dossier.objects.filter(pk=dossier.pk).update(research="")
    dossier.partners.update(structure=world.private)
    dossier.refresh_from_db()
    summary.refresh(dossier)
    return dossier


def page_of(dossier: Dossier) -> str:
    return f"/agence/dossiers/{dossier.pk}/"


def finding_of(dossier: Dossier, rule: str) -> str:
    return f"{page_of(dossier)}constats/{rule}/"


def state_of(dossier: Dossier) -> str:
    return Dossier.objects.get(pk=dossier.pk).state


def section_of(answer, anchor: str) -> str:
    """The words of a section, found by the id of its title."""
    html = answer.content.decode().split(f'aria-labelledby="{anchor}"', 1)[1]
    return plain(html.split("<section", 1)[0].split("<aside", 1)[0].split(">", 1)[1])


def test_page_groups_the_findings_by_what_to_do(chloe, flawed):
    answer = chloe.get(page_of(flawed))
    groups = answer.context["groups"]
    assert [one.finding.rule for one in groups.blocking] == [BLOCKING]
    assert [one.finding.rule for one in groups.to_see] == [TO_SEE, "opinions_are_attached"]
    assert "recruiter_is_eligible" in [one.finding.rule for one in groups.met]
    assert "assistant_may_practise" in [one.finding.rule for one in groups.later]
    assert "agency_pays_its_share" in [one.finding.rule for one in groups.figures]
    sizes = [len(getattr(groups, n)) for n in ("blocking", "to_see", "met", "later", "figures")]
    assert sum(sizes) == len(answer.context["page"].decision.findings)
    blocking = section_of(answer, "bloque")
    assert "Non satisfaite, bloque la recevabilité R-IDF12-02 Partenaire éligible" in blocking
    assert "Demander un complément sur cette règle" in blocking
    html = answer.content.decode()
    assert html.count('class="finding" data-v="unmet"') == 1


def test_page_shows_the_whole_dossier(world, chloe, sound):
    answer = chloe.get(page_of(sound))
    text = text_of(answer)
    assert title_of(answer) == "Instruire le dossier IDF12-001 | Tandem"
    assert "déposé jeudi 10 avril 2025 à 10 h 00" in text
    assert "FINESS FICT000001" in text
    assert "Distance entre les sites 41,0 km" in text
    assert "Enseignement et recherche" not in text
    assert "Encadrement d’un interne par semestre." in text
    assert "Silence rejet implicite le 10 juin 2025, si le dossier est complet" in text
    assert "92 293,97 € sur 24 mois" in text
    assert "Total 12 818,60 € 76 911,65 € 64 093,04 € 153 823,29 €" in text
    assert "Attendues et non jointes : Projet médical partagé" in text
    assert sound.deposit.content_sha256 in text


def test_page_leads_along_the_list_that_one_came_from(world, chloe, sound):
    second = world.filed("Réanimation")
    world.filed("Addictologie")
    answer = chloe.get(f"{page_of(second)}?vue=a-instruire&tri=projet&regle=zut")
    text = text_of(answer)
    assert "3 sur 3, « À instruire »" in text
    before = answer.context["queue"]["before"]
    assert before == f"{page_of(sound)}?vue=a-instruire&tri=projet"
    assert answer.context["queue"]["after"] == ""
    assert "Dossier suivant" not in text


def test_page_outside_the_list_says_so(world, chloe, sound):
    chloe.post(f"{page_of(world.filed('Réanimation'))}attribuer/")
    assert "1 sur 2, « Tous »" in text_of(chloe.get(page_of(sound)))
    assert "Hors de la vue, « Ma file »" in text_of(chloe.get(f"{page_of(sound)}?vue=ma-file"))


def test_page_costs_the_same_whatever_the_list(world, chloe, sound):
    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            chloe.get(page_of(sound))
        return len(caught)

    one = queries()
    world.filed("Deux")
    world.filed("Trois")
    assert queries() == one


def test_a_draft_is_not_for_the_agency(world, chloe):
    assert chloe.get(page_of(world.draft())).status_code == 404


def test_dossier_is_declared_admissible(world, chloe, sound):
    answer = chloe.post(page_of(sound), {"decision": "recevable", "reason": ""}, follow=True)
    assert answer.redirect_chain == [(page_of(sound), 302)]
    text = text_of(answer)
    assert "Dossier déclaré recevable. Le BAM est prévenu." in text
    assert "Le dossier est recevable." in text
    assert state_of(sound) == DossierState.ADMISSIBLE
    assert Message.objects.filter(subject="Dossier IDF12-001 : recevable").count() == 1


def test_admissible_is_refused_while_a_rule_blocks(chloe, flawed):
    typed = {"decision": "recevable", "reason": "Vu avec la délégation"}
    answer = chloe.post(page_of(flawed), typed)
    assert answer.status_code == 422
    assert title_of(answer).startswith("Erreur : ")
    (error,) = errors_of(answer)
    assert error.startswith("Une règle bloque encore : Partenaire éligible. Écartez le constat")
    assert answer.context["page"].decision_form["reason"].value() == "Vu avec la délégation"
    assert state_of(flawed) == DossierState.FILED


def test_inadmissible_asks_for_a_reason(chloe, flawed):
    answer = chloe.post(page_of(flawed), {"decision": "irrecevable", "reason": " "})
    assert answer.status_code == 422
    (error,) = errors_of(answer)
    assert error.startswith("Motif, ou ce que vous demandez")
    assert "« Déclarer irrecevable » demande un motif." in error
    assert state_of(flawed) == DossierState.FILED


def test_inadmissible_may_take_up_the_rules_that_block(chloe, flawed):
    page = chloe.get(f"{page_of(flawed)}?decision=irrecevable")
    form = page.context["page"].decision_form
    assert form["decision"].value() == "irrecevable"
    reason = form["reason"].value()
    assert reason.startswith("Partenaire éligible\u00a0: Le partenaire doit être")
    assert "12e appel (2025-2027), ligne 9" in reason
    chloe.post(page_of(flawed), {"decision": "irrecevable", "reason": reason})
    assert state_of(flawed) == DossierState.INADMISSIBLE
    line = Dossier.objects.get(pk=flawed.pk).transitions.last()
    assert plain(line.comment) == plain(reason)


def test_complement_is_prepared_from_a_rule_and_asked(chloe, flawed):
    page = chloe.get(f"{page_of(flawed)}?vue=tous&regle={BLOCKING}")
    form = page.context["page"].decision_form
    assert form["decision"].value() == "a-completer"
    assert form["sections"].value() == ["partenaire"]
    assert form["reason"].value().startswith("Partenaire éligible\u00a0: ")
    assert "Au plus tôt le 17/05/2025" in text_of(page)
    typed = {
        "decision": "a-completer",
        "reason": "Changez de partenaire.",
        "sections": ["partenaire", "financement"],
        "due_on": "26/05/2025",
    }
    answer = chloe.post(f"{page_of(flawed)}?vue=tous&regle={BLOCKING}", typed, follow=True)
    assert answer.redirect_chain == [(f"{page_of(flawed)}?vue=tous", 302)]
    text = text_of(answer)
    assert "Demande envoyée au BAM, réponse attendue le 26 mai 2025." in text
    assert "Sections Partenaire, Financement" in text
    complement = flawed.complements.get()
    assert (complement.due_on, complement.sections) == (
        date(2025, 5, 26),
        ["partenaire", "financement"],
    )


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"due_on": "16/05/2025"},
            "À répondre avant le : la date de réponse laisse moins de cinq jours",
        ),
        ({"due_on": ""}, "À répondre avant le : la date de réponse laisse moins de cinq jours"),
        ({"due_on": "bientôt"}, "À répondre avant le : écrivez une date, par exemple"),
        ({"reason": ""}, "« Demander un complément » demande un motif."),
        ({"sections": ["certification"]}, "Sections à rouvrir : choisissez une réponse"),
        ({"decision": "autre"}, "Votre décision : choisissez une réponse de la liste."),
    ],
)
def test_complement_refused_keeps_what_was_typed(chloe, flawed, changes, message):
    typed = {
        "decision": "a-completer",
        "reason": "Précisez le lien.",
        "sections": ["partenaire"],
        "due_on": "26/05/2025",
        **changes,
    }
    answer = chloe.post(page_of(flawed), typed)
    assert answer.status_code == 422
    assert len(errors_of(answer)) == 1
    assert message in errors_of(answer)[0]
    form = answer.context["page"].decision_form
    assert [form[name].value() for name in typed] == list(typed.values())
    assert state_of(flawed) == DossierState.FILED


def test_late_complement_is_said(world, chloe, sound):
    request = screening.Request(reason="L’avis", sections=(), due_on=date(2025, 5, 20))
    actor = world.people.actor("chloe")
    screening.ask_complement(dossier=sound, request=request, actor=actor, at=AFTER_DEADLINE)
    with clock.fixed(datetime(2025, 5, 20, 12, tzinfo=PARIS)):
        assert "En retard" not in text_of(chloe.get(page_of(sound)))
    with clock.fixed(datetime(2025, 5, 21, 12, tzinfo=PARIS)):
        assert "En retard" in text_of(chloe.get(page_of(sound)))


def test_decision_sent_from_a_page_left_open_says_why_it_is_late(chloe, sound):
    chloe.post(page_of(sound), {"decision": "recevable"})
    answer = chloe.post(page_of(sound), {"decision": "irrecevable", "reason": "Trop tard"})
    assert answer.status_code == 422
    assert errors_of(answer) == [
        "« Déclarer irrecevable » n’est pas possible : le dossier est « recevable »."
    ]
    assert answer.content.decode().count('id="decider"') == 1
    assert state_of(sound) == DossierState.ADMISSIBLE


def test_blocking_finding_is_set_aside_with_its_motive_then_restored(world, chloe, flawed):
    data = {"act": "ecarter", f"{BLOCKING}-motive": "ESPIC depuis le 2 mai."}
    answer = chloe.post(finding_of(flawed, BLOCKING), data, follow=True)
    assert answer.redirect_chain == [(f"{page_of(flawed)}#regles", 302)]
    aside = section_of(answer, "ecartes")
    label = world.people.actor("chloe").label
    assert f"Constat écarté · {label}, lundi 12 mai 2025 à 10 h 00" in aside
    assert "« ESPIC depuis le 2 mai. »" in aside
    assert "Aucune règle ne bloque." in text_of(answer)
    assert Dossier.objects.get(pk=flawed.pk).blocking_count == 0
    chloe.post(page_of(flawed), {"decision": "recevable"})
    assert state_of(flawed) == DossierState.ADMISSIBLE
    chloe.post(f"{page_of(flawed)}rouvrir/", {"reopen_reason": "Erreur de saisie"})
    chloe.post(finding_of(flawed, BLOCKING), {"act": "retablir"})
    assert Dossier.objects.get(pk=flawed.pk).blocking_count == 1
    assert state_of(flawed) == DossierState.FILED


def test_setting_aside_without_a_motive_is_refused(chloe, flawed):
    answer = chloe.post(finding_of(flawed, BLOCKING), {"act": "ecarter"})
    assert answer.status_code == 422
    assert errors_of(answer) == [
        "Motif : remplissez ce champ, par exemple « Lien juridique vérifié par la délégation »."
    ]
    html = answer.content.decode()
    assert f'href="#id_{BLOCKING}-motive"' in html
    assert html.count("<details open>") == 1
    assert not FindingReview.objects.exists()


def test_finding_to_see_is_appreciated_with_name_and_hour(world, chloe, flawed):
    before = Dossier.objects.get(pk=flawed.pk).to_see_count
    data = {"act": "apprecier", f"{TO_SEE}-verdict": "met", f"{TO_SEE}-motive": "Page 4"}
    answer = chloe.post(finding_of(flawed, TO_SEE), data, follow=True)
    text = text_of(answer)
    assert "Le projet y répond · Chloé Cyan, Agence régionale de santé Île-de-France" in text
    assert "« Page 4 »" in text
    assert "Changer votre appréciation" in text
    assert Dossier.objects.get(pk=flawed.pk).to_see_count == before - 1
    form = next(one["form"] for one in answer.context["to_see"] if one["review"])
    assert form["verdict"].value() == "met"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({}, "Votre appréciation : choisissez une réponse."),
        ({"verdict": "set_aside"}, "Votre appréciation : choisissez une réponse de la liste."),
    ],
)
def test_appreciation_without_a_verdict_is_refused(chloe, flawed, data, message):
    typed = {f"{TO_SEE}-{name}": value for name, value in data.items()}
    answer = chloe.post(finding_of(flawed, TO_SEE), {"act": "apprecier", **typed})
    assert answer.status_code == 422
    assert errors_of(answer) == [message]


def test_act_that_does_not_fit_the_finding_is_refused_without_breaking(chloe, flawed):
    answer = chloe.post(finding_of(flawed, TO_SEE), {"act": "ecarter"})
    assert answer.status_code == 422
    assert chloe.post(finding_of(flawed, TO_SEE), {"act": "zut"}).status_code == 404
    assert chloe.post(finding_of(flawed, "inconnue"), {"act": "ecarter"}).status_code == 404


def test_findings_are_settled_once_it_is_declared(chloe, sound):
    chloe.post(page_of(sound), {"decision": "recevable"})
    rule = "opinions_are_attached"
    data = {"act": "apprecier", f"{rule}-verdict": "met"}
    answer = chloe.post(finding_of(sound, rule), data)
    assert answer.status_code == 422
    assert "La recevabilité n’est plus en cours d’examen" in errors_of(answer)[0]
    assert not FindingReview.objects.exists()


def test_reopening_asks_for_a_motive(chloe, sound):
    chloe.post(page_of(sound), {"decision": "recevable"})
    answer = chloe.post(f"{page_of(sound)}rouvrir/", {"reopen_reason": ""})
    assert answer.status_code == 422
    assert errors_of(answer)[0].startswith("Motif de la réouverture : remplissez ce champ")
    answer = chloe.post(f"{page_of(sound)}rouvrir/", {"reopen_reason": "Pièce retrouvée"})
    assert answer.status_code == 302
    assert state_of(sound) == DossierState.FILED


def test_reopening_what_is_not_declared_is_refused(chloe, sound):
    answer = chloe.post(f"{page_of(sound)}rouvrir/", {"reopen_reason": "Pour voir"})
    assert answer.status_code == 422
    assert "« Rouvrir l’instruction » n’est pas possible" in errors_of(answer)[0]


def test_dossier_is_taken(world, chloe, sound):
    answer = chloe.post(f"{page_of(sound)}attribuer/?vue=tous", follow=True)
    assert answer.redirect_chain == [(f"{page_of(sound)}?vue=tous", 302)]
    text = text_of(answer)
    assert "Le dossier IDF12-001 est dans votre file." in text
    assert "Instruit par Chloé Cyan" in text
    assert "M’attribuer ce dossier" not in text


def test_history_tells_who_did_what(world, chloe, sound):
    chloe.post(f"{page_of(sound)}attribuer/")
    chloe.post(page_of(sound), {"decision": "recevable"})
    answer = chloe.get(page_of(sound))
    assert [line.what for line in answer.context["history"]] == [
        "Déclaré recevable",
        "Instruction attribuée",
        "Dossier déposé",
        "Accord du partenaire",
    ]


def test_document_is_saved_by_the_agency_alone(world, signed_in, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    dossier = world.draft()
    upload = drafts.Upload(kind=DocumentKind.CANDIDATE_CV, name="cv.pdf", content=PDF)
    alice = world.people.actor("alice")
    attachment = drafts.attach(dossier=dossier, upload=upload, actor=alice, at=NOW)
    url = f"{page_of(dossier)}pieces/{attachment.pk}/"
    chloe = signed_in(world.people.chloe)
    assert chloe.get(url).status_code == 404
    world.agree(dossier)
    filing.file_dossier(
        dossier=Dossier.objects.get(pk=dossier.pk),
        certification=filing.Certification(is_accurate=True, people_informed=True),
        actor=alice,
        at=NOW,
    )
    answer = chloe.get(url)
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"] == 'attachment; filename="cv.pdf"'
    assert "CV du candidat · cv.pdf, 15 o" in text_of(chloe.get(page_of(dossier)))
    assert signed_in(world.people.hana).get(url).status_code == 404
    assert signed_in(world.people.alice).get(url).status_code == 404
