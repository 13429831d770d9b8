"""Every form of the platform, found by following links, sent with whatever one may type.

An address that takes a form and is neither in FOUND nor in APART fails the suite.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import models
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tandem.apps.accounts.models import Membership, User
from tandem.apps.calls.models import Call
from tandem.apps.dossiers.models import Attachment, Complement, Deposit, Dossier, Partner
from tandem.apps.foundation import clock
from tandem.apps.jury.models import Juror, Reading
from tandem.apps.posts.models import Post
from tandem.commands.rights import pages
from tests.web.security.hostile import ABSURD, Sendable, mutations, sendable
from tests.web.security.pages import VISIBLE, Form, is_page, words_of
from tests.web.security.places import MOMENTS, Moment

pytestmark = pytest.mark.slow

ANSWERS = {200, 302, 400, 404, 405, 409, 422}
SHOWN = {200, 409, 422}
FOUND = {
    ("open", "visitor"): {"account_login", "account_reset_password", "theme_choice"},
    ("open", "alice"): {
        "account_change_password", "account_logout", "account_reauthenticate",
        "mfa_activate_totp", "role_choice",
        "hospital:clear_candidate", "hospital:complement", "hospital:create", "hospital:preview",
        "hospital:receipt_mail", "hospital:remove", "hospital:review", "hospital:section",
        "hospital:withdraw",
    },
    ("open", "bob"): {"hospital:agreement"},
    ("open", "diane"): {
        "mfa_deactivate_totp", "mfa_generate_recovery_codes", "mfa_reauthenticate",
        "agency:assign", "agency:batch", "agency:dossier", "agency:edit_call", "agency:envelope",
        "agency:finding", "agency:new_call", "agency:open_call", "agency:review",
    },
    ("jury", "diane"): {"agency:jury", "agency:jury_distribute", "agency:reopen"},
    ("jury", "david"): {"jury_room:conflict", "jury_room:marking"},
    ("sitting", "diane"): {
        "agency:sitting_change", "agency:sitting_compute", "agency:sitting_publish",
        "agency:sitting_undo", "agency:sitting_undo_all",
    },
    ("published", "diane"): {"agency:post"},
}  # fmt: skip
# No page of these moments shows a form of theirs; they are sent to all the same, below.
APART = {
    "account_inactive", "account_reset_password_done", "account_reset_password_from_key",
    "account_reset_password_from_key_done", "account_set_password", "account_signup",
    "mfa_authenticate", "mfa_download_recovery_codes", "mfa_index", "mfa_view_recovery_codes",
    "agency:sitting_close",
}  # fmt: skip
# What no form may write by itself: the columns that say who, when, how much, in which state.
PROTECTED: dict[type[models.Model], tuple[str, ...]] = {
    Dossier: (
        "state", "owner", "number", "call", "created_by", "filed_at", "filed_by", "screener",
        "version", "agency_cents", "rank", "reserve_rank", "decided_at", "decision_reason",
        "pending_decision", "blocking_count", "is_certified", "is_fictitious",
    ),
    Call: (
        "state", "agency", "edition_key", "opened_at", "announced_at", "closes_at", "last_number",
        "rules_sha256", "is_fictitious",
    ),
    Partner: ("dossier", "position", "share"),
    Attachment: ("dossier", "kind", "removed_at"),
    Complement: ("dossier", "due_on", "answered_at"),
    Deposit: ("dossier", "number", "filed_at", "filed_by_label"),
    Juror: ("call", "user", "is_chair", "legal_entity"),
    Reading: ("juror", "dossier", "submitted_at", "is_recused"),
    Post: ("state", "total_cents", "agency_cents", "started_on"),
    User: ("email", "password", "is_active", "is_demonstration"),
    Membership: ("user", "role", "structure", "agency", "starts_on", "ends_on"),
}  # fmt: skip
MARKERS = ("1", "selected", "true", "2031-01-01")
EXPIRED = "Ce formulaire a expiré"
TITLE = b"<title>Erreur"


def filled(form: Form) -> dict[str, Any]:
    """The form as someone in good faith sends it: every choice made, every text written."""
    sent = form.sent()
    for name, control in form.controls.items():
        offered = [value for value in control.offered if value]
        if control.kind in VISIBLE and not control.value:
            sent[name] = "Motif écrit en une phrase."
        elif control.kind == "checkbox":
            sent[name] = offered
        elif offered and not sent.get(name):
            sent[name] = offered[0]
    return sent


def protected() -> list[str]:
    """Every protected value of the database, in a fixed order."""
    return sorted(
        f"{model.__name__} {row}"
        for model, columns in PROTECTED.items()
        for row in model._base_manager.values_list(*columns)
    )


def fault(answer: HttpResponse) -> str:
    """What is wrong with an answer, or nothing."""
    if answer.status_code not in ANSWERS:
        return f"{answer.status_code} {answer.exc_info}"
    if b"UNDEFINED" in answer.content:
        return "an undefined variable"
    is_refusal = answer.status_code == 422 and b"<title>" in answer.content
    return "a refusal without its title" if is_refusal and TITLE not in answer.content else ""


def lost(form: Form, data: dict[str, Any], answer: HttpResponse) -> list[str]:
    """The fields whose words are no longer on the page that came back."""
    if answer.status_code not in SHOWN or form.live or not is_page(answer):
        return []
    shown = " ".join(words_of(answer).split())
    typed = {name: data.get(name) for name in form.named(*VISIBLE)}
    return [n for n, v in typed.items() if isinstance(v, str) and " ".join(v.split()) not in shown]


def absurd(forms: list[Sendable]) -> Iterator[str]:
    """A fault, or words lost, for anything typed in any field."""
    random = Random(20250430)  # noqa: S311 - the same values at each run
    for form in forms:
        for data in mutations(form.form, random):
            with form.sent(data) as answer:
                if said := fault(answer):
                    yield f"{form}: {said} for {str(data)[:300]}"
                if gone := lost(form.form, data, answer):
                    yield f"{form}: {gone} lost, {answer.status_code}"


def overposted(forms: list[Sendable]) -> Iterator[str]:
    """Columns written by fields that no form has: sending them must change nothing more (T14)."""
    before = protected()
    columns = {name for model in PROTECTED for name in columns_of(model)}
    for form in forms:
        data = filled(form.form)
        with form.sent(data):
            expected = {*before, *protected()}
        for marker in MARKERS:
            with form.sent(dict.fromkeys(columns - set(form.form.controls), marker) | data):
                changed = set(protected()) - expected
            if changed:
                yield f"{form}: {marker} changed {sorted(changed)[:4]}"


def columns_of(model: type[models.Model]) -> Iterator[str]:
    for field in model._meta.concrete_fields:
        yield from (field.name, field.attname)


def unguarded(forms: list[Sendable]) -> Iterator[str]:
    """Forms that are taken without the token of the session."""
    for form in forms:
        strict = Client(enforce_csrf_checks=True)
        strict.cookies = form.client.cookies.copy()
        answer = strict.post(form.form.action, filled(form.form) | {"csrfmiddlewaretoken": "x"})
        if answer.status_code != 403 or EXPIRED not in answer.content.decode():
            yield f"{form}: {answer.status_code}"


def entrances(moment: Moment) -> list[str]:
    """Pages to which a form leads, not a link."""
    keys = Dossier.objects.filter(call=moment.world.call).values_list("pk", flat=True)
    query = urlencode({"d": list(keys)}, doseq=True)
    names = (
        "account_reauthenticate", "mfa_activate_totp", "mfa_deactivate_totp",
        "mfa_generate_recovery_codes", "mfa_reauthenticate",
    )  # fmt: skip
    return [f"{reverse('agency:review')}?{query}", *map(reverse, names)]


@pytest.mark.parametrize(("name", "person"), FOUND)
def test_forms_take_nothing_absurd_nothing_hidden_and_nothing_forged(
    db: None, name: str, person: str
):
    moment = MOMENTS[name]()
    with clock.fixed(moment.at):
        found = list(sendable(moment, person, *entrances(moment)))
        assert {form.name for form in found} >= FOUND[name, person]
        forms = [form for form in found if form.name in FOUND[name, person]]
        assert list(unguarded(forms)) == []
        assert list(overposted(forms)) == []
        assert list(absurd(forms)) == []


def test_every_address_that_takes_a_form_is_sent_to():
    taking = {page.name for page in pages() if page.gate is None or page.gate.writes}
    assert set().union(*FOUND.values()) | APART == taking


def test_addresses_without_a_form_on_their_page_answer_too(db: None):
    moment = MOMENTS["open"]()
    paths = [reverse(name) for name in APART - {"account_reset_password_from_key"}]
    paths.append("/compte/mot-de-passe/nouveau/1-abc/")
    names = ("password1", "password2", "code", "email", "key", "next", "appel")
    faults = []
    with clock.fixed(moment.at):
        for person in ("visitor", "alice", "diane"):
            client = moment.browser(person)
            for path in paths:
                form = Sendable(client, person, path, Form(path, "post"))
                for value in ABSURD[::5]:
                    with form.sent(dict.fromkeys(names, value)) as answer:
                        faults += [
                            f"{form}: {said} for {value[:30]!r}" for said in [fault(answer)] if said
                        ]
    assert faults == []
