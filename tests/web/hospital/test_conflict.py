"""Two pages open on the same section: nobody is overwritten in silence, nothing typed is lost."""

from __future__ import annotations

from tandem.apps.dossiers.models import Dossier
from tandem.domain.schemes.vocabulary import Section
from tests.web.hospital.reader import HTMX, at_section, form_of, words_of


def stored(dossier: Dossier) -> Dossier:
    return Dossier.objects.get(pk=dossier.pk)


def two_pages(world, signed_in, section=Section.PROJECT):
    """A draft open on two screens, Alice's and Anne's, and what each would send."""
    dossier = world.draft()
    alice, anne = signed_in(world.people.alice), signed_in(world.people.anne)
    address = at_section(dossier, section)
    return (
        dossier,
        address,
        (alice, form_of(alice.get(address))),
        (anne, form_of(anne.get(address))),
    )


def test_fields_changed_by_one_only_are_all_kept(world, signed_in):
    dossier, address, (alice, hers), (anne, others) = two_pages(world, signed_in)
    anne.post(address, others | {"need": "Besoin d’Anne"})
    answer = alice.post(address, hers | {"research": "Recherche d’Alice"})
    said = words_of(answer)
    assert answer.status_code == 409
    assert "Anne Ambre l’a enregistré jeudi 10 avril 2025 à 10 h 00." in said
    assert "Repris de cet enregistrement : Besoin du territoire." in said
    assert "Gardé de votre saisie : Recherche." in said
    assert "Vous n’avez pas changé les mêmes champs" in said
    kept = form_of(answer)
    assert (kept["need"], kept["research"]) == ("Besoin d’Anne", "Recherche d’Alice")
    assert stored(dossier).research == "Un protocole commun."
    assert alice.post(address, kept).status_code == 302
    saved = stored(dossier)
    assert (saved.need, saved.research) == ("Besoin d’Anne", "Recherche d’Alice")


def test_a_field_changed_by_both_shows_both(world, signed_in):
    dossier, address, (alice, hers), (anne, others) = two_pages(world, signed_in)
    anne.post(address, others | {"title": "Titre d’Anne", "objectives": ["O5"]})
    answer = alice.post(address, hers | {"title": "Titre d’Alice", "objectives": ["O3"]})
    said = words_of(answer)
    assert answer.status_code == 409
    assert "Titre du projet Titre d’Anne Titre d’Alice" in said
    assert "5. Améliorer le parcours" in said
    kept = form_of(answer)
    assert (kept["title"], kept["objectives"]) == ("Titre d’Alice", ["O3"])
    assert stored(dossier).title == "Titre d’Anne"
    alice.post(address, kept)
    assert stored(dossier).title == "Titre d’Alice"


def test_a_page_without_marks_shows_every_difference(world, signed_in):
    _, address, (alice, hers), (anne, others) = two_pages(world, signed_in)
    anne.post(address, others | {"title": "Titre d’Anne"})
    del hers["base"]
    answer = alice.post(address, hers)
    assert answer.status_code == 409
    assert "Titre du projet Titre d’Anne Onco-gériatrie partagée" in words_of(answer)


def test_the_week_is_compared_in_words(world, signed_in):
    _, address, (alice, hers), (anne, others) = two_pages(world, signed_in, Section.TIME)
    anne.post(address, others | {"d1-am": "1"})
    answer = alice.post(address, hers | {"d2-am": "1", "d2-pm": "1"})
    said = words_of(answer)
    assert "Valmorin : 5 demi-journées ; Sainte-Aurore : 5 demi-journées." in said
    assert "Valmorin : 4 demi-journées ; Sainte-Aurore : 6 demi-journées." in said


def test_the_partner_is_compared_by_name(world, signed_in):
    _, address, (alice, hers), (anne, others) = two_pages(world, signed_in, Section.PARTNER)
    anne.post(address, others | {"structure": str(world.other.pk), "common_direction": "oui"})
    answer = alice.post(address, hers | {"structure": str(world.private.pk)})
    said = words_of(answer)
    assert "Structure partenaire CH du Val-Doré (fictif) Clinique du Parc (fictif)" in said
    assert form_of(answer)["common_direction"] == "oui"
    assert form_of(answer)["structure"] == str(world.private.pk)


def test_a_version_that_is_no_number_is_a_conflict(world, signed_in):
    dossier, address, (alice, hers), _ = two_pages(world, signed_in)
    for version in ("", "x", "²", "9" * 40):
        assert alice.post(address, hers | {"version": version}).status_code == 409
    assert stored(dossier).version == dossier.version


def test_an_autosave_that_comes_late_saves_nothing_and_says_who(world, signed_in):
    dossier, address, (alice, hers), (anne, others) = two_pages(world, signed_in)
    anne.post(address, others | {"title": "Titre d’Anne"})
    answer = alice.post(address, hers | {"title": "Titre d’Alice"}, **HTMX)
    assert answer.status_code == 422
    assert "Anne Ambre a enregistré entre-temps" in answer.content.decode()
    assert stored(dossier).title == "Titre d’Anne"


def test_a_page_is_not_in_conflict_with_its_own_autosave(world, signed_in):
    dossier, address, (alice, hers), _ = two_pages(world, signed_in)
    alice.post(address, hers | {"title": "Tit"}, **HTMX)
    answer = alice.post(address, hers | {"title": "Titre entier"})
    assert (answer.status_code, stored(dossier).title) == (302, "Titre entier")


def test_another_page_of_the_same_person_is_in_conflict(world, signed_in):
    dossier, address, (alice, hers), _ = two_pages(world, signed_in)
    second = form_of(alice.get(address))
    alice.post(address, second | {"title": "Second onglet"}, **HTMX)
    answer = alice.post(address, hers | {"title": "Premier onglet"})
    assert (answer.status_code, stored(dossier).title) == (409, "Second onglet")
