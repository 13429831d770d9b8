"""Two hospitals that must not see each other, at the two moments that show the most."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass

from tandem.apps.accounts.actor import Actor
from tandem.apps.accounts.models import Role
from tandem.apps.dossiers import content, selectors
from tandem.apps.dossiers.models import Dossier
from tandem.apps.dossiers.services import drafts, filing, screening
from tandem.apps.foundation import clock
from tandem.apps.jury import services as jury
from tandem.apps.jury.models import Juror, Reading
from tandem.apps.posts import services as posts
from tandem.apps.posts.models import DecisionLetter, Post
from tandem.apps.selection import services as selection
from tandem.apps.territory.models import Structure
from tandem.domain.schemes.vocabulary import DocumentKind, Section
from tests import world as worlds

MINE, OTHERS = "jetonvalmorin", "jetonvaldore"
MINE_TITLE, OTHERS_TITLE = "titrevalmorin", "titrevaldore"
PDF = b"%PDF-1.4\n%%EOF\n"
CERTIFIED = filing.Certification(is_accurate=True, people_informed=True)
TITLES = {MINE: MINE_TITLE, OTHERS: OTHERS_TITLE}


@dataclass(frozen=True)
class Place:
    """A recruiter with its office, its partner with its direction, and the token of its texts."""

    office: Actor
    recruiter: Structure
    partner: Structure
    direction: Actor
    token: str


@dataclass(frozen=True)
class Scene:
    """`mine` and `draft` are Alice's with Bob as partner, `others` is Gaël's."""

    world: worlds.World
    mine: Dossier
    draft: Dossier
    others: Dossier

    def at(self) -> AbstractContextManager[None]:
        """The instant of the scene."""
        return clock.fixed(worlds.AFTER_DEADLINE)

    def arguments(self, words: str) -> dict[str, object]:
        """`dossier=mine section=projet` → the keyword arguments of `reverse`."""
        pairs = (word.split("=") for word in words.split())
        return {name: self.value(word) for name, word in pairs}

    def value(self, word: str) -> object:
        found = {
            "mine": lambda: self.mine.pk,
            "draft": lambda: self.draft.pk,
            "partner": lambda: self.draft.partners.get().pk,
            "call": lambda: self.world.call.slug,
            "call_pk": lambda: self.world.call.pk,
            "file": lambda: self.mine.attachments.get().pk,
            "reading": lambda: (
                Reading.objects.get(dossier=self.mine, juror__user=self.world.people.david).pk
            ),
            "letter": lambda: DecisionLetter.objects.get(dossier=self.mine).pk,
            "post": lambda: Post.objects.get(dossier=self.mine).pk,
        }
        return found[word]() if word in found else word

    def readers(self, token: str) -> set[str]:
        """Who may read the texts of a dossier, whatever the page."""
        if token in (MINE, MINE_TITLE):
            return {"alice", "anne", "bob", "chloe", "diane"} | self._jurors(self.mine)
        return {"gael", "chloe", "diane"} | self._jurors(self.others)

    def _jurors(self, dossier: Dossier) -> set[str]:
        names = {getattr(self.world.people, n).pk: n for n in ("david", "erik", "emma")}
        given = Reading.objects.filter(dossier=dossier, is_recused=False)
        return {names[reading.juror.user_id] for reading in given.select_related("juror")}


def write(world: worlds.World, place: Place) -> Dossier:
    """A draft whose every text carries the token of its hospital."""
    dossier = drafts.create(call=world.call, actor=place.office, at=worlds.NOW)
    texts = {name: f"{place.token} {name}" for name in ("need", "clinical", "teaching", "research")}
    sections = world.sections(f"Projet {TITLES[place.token]}", texts)
    sections[Section.RECRUITER] |= {"recruiter": place.recruiter}
    sections[Section.PARTNER] |= {"structure": place.partner}
    whole = drafts.Sections(values=sections, version=dossier.version)
    dossier = drafts.save_sections(dossier=dossier, entry=whole, actor=place.office, at=worlds.NOW)
    upload = drafts.Upload(kind=DocumentKind.FREE, name=f"{place.token}.pdf", content=PDF)
    drafts.attach(dossier=dossier, upload=upload, actor=place.office, at=worlds.NOW)
    return fresh(dossier)


def fresh(dossier: Dossier) -> Dossier:
    return selectors.with_parts(Dossier.objects.filter(pk=dossier.pk)).get()


def file(world: worlds.World, place: Place, dossier: Dossier) -> Dossier:
    """Agreed, filed and declared admissible."""
    partner = dossier.partners.get()
    seen = content.agreed_sha256(dossier)
    drafts.agree(partner=partner, seen_sha256=seen, actor=place.direction, at=worlds.NOW)
    filing.file_dossier(
        dossier=fresh(dossier), certification=CERTIFIED, actor=place.office, at=worlds.NOW
    )
    chloe = world.people.actor("chloe")
    screening.declare(
        dossier=fresh(dossier), admissible=True, reason="", actor=chloe, at=worlds.AFTER_DEADLINE
    )
    return fresh(dossier)


def places(world: worlds.World) -> tuple[Place, Place]:
    people = world.people
    partner = worlds.structure(9, "CH de Morigny", "EPS", "91228")
    stranger = Actor(user=people.gael, role=Role.DIRECTION, structure=partner)
    return (
        Place(people.actor("alice"), world.recruiter, world.partner, people.actor("bob"), MINE),
        Place(people.actor("gael"), world.other, partner, stranger, OTHERS),
    )


def at_jury() -> Scene:
    """Both dossiers are at the jury; Emma declared a tie with Alice's."""
    world = worlds.build()
    ours, theirs = places(world)
    mine = file(world, ours, write(world, ours))
    draft = write(world, ours)
    others = file(world, theirs, write(world, theirs))
    world.seat_jury()
    emma = Juror.objects.get(user=world.people.emma)
    jury.declare_conflict(
        juror=emma,
        dossier=mine,
        reason="J’ai dirigé ce service.",
        actor=world.people.actor("emma"),
        at=worlds.AFTER_DEADLINE,
    )
    chloe = world.people.actor("chloe")
    jury.distribute(call=world.call, actor=chloe, at=worlds.AFTER_DEADLINE)
    return Scene(world, mine, draft, others)


def published() -> Scene:
    """The same, marked, selected and announced."""
    scene = at_jury()
    for reading in Reading.objects.filter(is_recused=False).select_related("juror"):
        scene.world.mark(reading, 4)
    diane = scene.world.people.actor("diane")
    selection.run(call=scene.world.call, actor=diane, at=worlds.AFTER_DEADLINE)
    posts.publish(call=scene.world.call, actor=diane, at=worlds.AFTER_DEADLINE)
    return scene


SCENES = {"jury": at_jury, "published": published}
