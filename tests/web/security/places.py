"""Where the tests of security go: four moments of one call, and the pages that each person finds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from urllib.parse import urldefrag, urljoin, urlsplit

from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, resolve, reverse

from tandem.apps.accounts.models import Membership, Role
from tandem.apps.calls import services as calls
from tandem.apps.dossiers.models import Dossier
from tandem.apps.dossiers.services import drafts, screening
from tandem.apps.selection import services as selection
from tandem.domain.schemes.vocabulary import DocumentKind, Section
from tandem.domain.selection.outcome import Status
from tests.access import scene as scenes
from tests.web.security.pages import body, is_page, tags_of
from tests.world import AFTER_DEADLINE, NOW, SETTINGS, World, build

PEOPLE = ("visitor", "alice", "bob", "chloe", "diane", "david")
REOPENED = (Section.PROJECT.value, Section.DOCUMENTS.value)
PASSWORD = "un mot de passe long"
PDF = b"%PDF-1.4\n%%EOF\n"
CANDIDATE = {
    "civility": "Mme",
    "first_name": "Zoé",
    "last_name": "Tréguer",
    "email": "zoe@example.org",
    "rpps": "10000000017",
    "diploma": "DES de gériatrie",
    "diploma_on": date(2025, 10, 31),
    "thesis_on": date(2025, 5, 12),
    "registered_on": None,
    "has_consolidation_phase": True,
    "months_as_assistant": 0,
    "months_as_clinic_head": 0,
}


@dataclass(frozen=True)
class Moment:
    """A call at an instant."""

    world: World
    at: datetime

    def browser(self, name: str) -> Client:
        """The browser of a person who just signed in; a fault is an answer, as in production."""
        client = Client(raise_request_exception=False)
        if name != "visitor":
            client.force_login(getattr(self.world.people, name))
            client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        return client


def open_call() -> Moment:
    """A draft, one ready to be filed, one filed, one to complete; another call in preparation."""
    world = build()
    alice, chloe = world.people.actor("alice"), world.people.actor("chloe")
    draft = world.draft("Brouillon")
    entry = drafts.SectionInput(section=Section.CANDIDATE, values=CANDIDATE, version=draft.version)
    draft = drafts.save_section(dossier=draft, entry=entry, actor=alice, at=NOW)
    for kind in (DocumentKind.FREE, DocumentKind.CANDIDATE_CV):
        upload = drafts.Upload(kind=kind, name="avis.pdf", content=PDF)
        drafts.attach(dossier=draft, upload=upload, actor=alice, at=NOW)
    world.ready("Prêt")
    world.filed("Déposé")
    asked = screening.Request(reason="Précisez.", sections=REOPENED, due_on=date(2025, 5, 2))
    late = world.filed("À compléter")
    screening.ask_complement(dossier=late, request=asked, actor=chloe, at=NOW)
    settings = replace(SETTINGS, code="IDF13", slug="idf-13", opens_at=NOW + timedelta(days=2))
    calls.prepare(settings=settings, actor=chloe, at=NOW)
    second = {"role": Role.DIRECTION, "structure": world.recruiter, "starts_on": date(2022, 1, 1)}
    Membership.objects.create(user=world.people.alice, **second)
    return Moment(world, NOW)


def at_jury() -> Moment:
    return Moment(scenes.at_jury().world, AFTER_DEADLINE)


def sitting() -> Moment:
    """Marked and computed; nothing is announced."""
    world = build()
    world.marked(5, 3, 2, 1)
    chloe, at = world.people.actor("chloe"), AFTER_DEADLINE + timedelta(days=40)
    run = selection.run(call=world.call, actor=chloe, at=at)
    second = Dossier.objects.get(title="Projet 1")
    change = selection.Change(dossier=second, to_status=Status.RESERVE, motive="Poste retir\u00e9.")
    selection.change(run=run, changes=[change], actor=chloe, at=at)
    return Moment(world, at)


def published() -> Moment:
    return Moment(scenes.published().world, AFTER_DEADLINE)


MOMENTS = {"open": open_call, "jury": at_jury, "sitting": sitting, "published": published}


@dataclass(frozen=True)
class Visit:
    """An address that was read, its name, and what came back."""

    address: str
    name: str
    answer: HttpResponse
    body: bytes


def name_of(address: str) -> str:
    """The name of an address, or nothing."""
    try:
        return resolve(urlsplit(address).path).view_name
    except Resolver404:
        return ""


def links(answer: HttpResponse, address: str) -> Iterator[str]:
    """The pages of ours that a page leads to."""
    if answer.status_code in (301, 302):
        yield urljoin(address, answer["Location"])
    elif is_page(answer):
        for tag, own in tags_of(answer.content.decode()):
            if tag == "a" and own.get("href", "").startswith(("/", "?")):
                yield urldefrag(urljoin(address, own["href"])).url


def crawl(client: Client, *entrances: str, each: int) -> Iterator[Visit]:
    """Every page that a person reaches by links from home, at most `each` addresses a path."""
    waiting, paths = ["/", "/mon-espace/", *entrances], Counter()
    known = set(waiting)
    while waiting:
        address = waiting.pop(0)
        path = urlsplit(address).path
        paths[path] += 1
        if paths[path] > each or path.startswith("/static/"):
            continue
        answer = client.get(address)
        yield Visit(address, name_of(address), answer, body(answer))
        for link in links(answer, address):
            if link not in known:
                known.add(link)
                waiting.append(link)
