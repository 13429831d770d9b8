"""Reviewing and filing a dossier, then its acknowledgement."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from tandem.apps.dossiers import completeness
from tandem.apps.dossiers.completeness import Item, SectionStatus
from tandem.apps.dossiers.models import Deposit, Dossier
from tandem.apps.dossiers.services import filing
from tandem.apps.foundation import clock
from tandem.apps.foundation.ids import uuid7
from tandem.domain.kernel import digest, french
from tandem.domain.kernel.finding import Finding, RefusedError
from tandem.domain.schemes.vocabulary import DOCUMENT_LABELS, SECTION_LABELS, DocumentKind, Section
from tandem.domain.workflow.dossier import DossierState
from tandem.outputs import pdf
from tandem.web.hospital.agreements import agreements_of
from tandem.web.hospital.forms import FORMS
from tandem.web.hospital.forms_acts import CertificationForm
from tandem.web.hospital.money import plan_view
from tandem.web.hospital.pages import (
    ONE_MINUTE,
    SEEN_BY,
    UNPROCESSABLE,
    address,
    frame,
    owned,
    refused,
)
from tandem.web.hospital.reading import files_of, missing_documents
from tandem.web.hospital.recap import lines_of
from tandem.web.shared import gate


@gate.writes(*SEEN_BY)
def review(request: HttpRequest, dossier: UUID) -> HttpResponse:
    """Read it all again, certify, file. Every refusal is said at once, with where to mend it."""
    found = owned(request, dossier)
    if found.state != DossierState.DRAFT and hasattr(found, "deposit"):
        return redirect("hospital:receipt", found.pk)
    form = CertificationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            filing.file_dossier(
                dossier=found,
                certification=filing.Certification(**form.cleaned_data),
                actor=request.actor,
                at=clock.now(),
            )
        except RefusedError as error:
            places = places_of(found, error.decision.refusals)
            return _show(request, found, form, places, status=UNPROCESSABLE)
        return redirect("hospital:receipt", found.pk)
    foreseen = filing.may_file(dossier=found, actor=request.actor, at=clock.now())
    return _show(request, found, form, places_of(found, foreseen.refusals))


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where refusals can be mended: a page, and what is to be done there, each with an example."""

    label: str
    url: str
    asks: tuple[tuple[str, str], ...]


def places_of(dossier: Dossier, refusals: Iterable[Finding]) -> list[Place]:
    """The refusals, gathered by the page where they can be mended, in the order of the form."""
    asked = {
        french.typography(sentence): (status.section, _ask(item.ask))
        for status in completeness.statuses(dossier)
        for item, sentence in zip(_undone(status), status.missing, strict=True)
    }
    gathered: dict[Section | None, list[tuple[str, str]]] = {}
    for finding in refusals:
        # Nothing typed mends a deadline or a role: only the boxes to tick are on this page.
        own = Section(finding.section) if finding.section in FORMS else None
        section, words = asked.get(finding.reason, (own, finding.reason))
        gathered.setdefault(section, []).append((words, finding.expected))
    order = [*Section, None]
    return [
        _place(dossier, section, gathered[section]) for section in sorted(gathered, key=order.index)
    ]


def _undone(status: SectionStatus) -> list[Item]:
    return [] if status.is_optional else [item for item in status.items if not item.is_done]


def _ask(sentence: str) -> str:
    return french.typography(sentence[0].upper() + sentence[1:])


def _place(dossier: Dossier, section: Section | None, asks: list[tuple[str, str]]) -> Place:
    if section is None:
        return Place(label="", url="", asks=tuple(asks))
    certifies = section is Section.CERTIFICATION
    url = "#certifier" if certifies else address(dossier, section)
    return Place(label=SECTION_LABELS[section], url=url, asks=tuple(asks))


def _show(
    request: HttpRequest,
    dossier: Dossier,
    form: CertificationForm,
    places: list[Place],
    *,
    status: int = 200,
) -> HttpResponse:
    last = (dossier.call.closes_at - ONE_MINUTE).astimezone(clock.PARIS)
    context = {
        **frame(request, dossier, Section.CERTIFICATION),
        "form": form,
        "key": form["idempotency_key"].value() or uuid7().hex,
        "places": places,
        "lines": lines_of(dossier),
        "plan": plan_view(dossier),
        "agreements": agreements_of(dossier),
        "documents": files_of(dossier, is_held=True),
        "absent": missing_documents(dossier),
        "last": f"{french.day(last.date())} à {french.clock(last)}",
        "is_closed": clock.now() >= dossier.call.closes_at,
        "has_error": status != 200,  # noqa: PLR2004
    }
    return render(request, "hospital/review.html", context, status=status)


def deposited(request: HttpRequest, dossier: UUID) -> Deposit:
    """The deposit of a dossier of mine, or a 404."""
    found = getattr(owned(request, dossier), "deposit", None)
    if found is None:
        raise Http404
    return found


def _documents(deposit: Deposit) -> list[dict[str, Any]]:
    return [
        {
            "label": DOCUMENT_LABELS[DocumentKind(each["kind"])],
            "name": each["name"],
            "weight": pdf.weight(each["size"]),
            "sha256": digest.grouped(each["sha256"]),
        }
        for each in deposit.receipt["documents"]
    ]


@gate.reads(*SEEN_BY)
def receipt(request: HttpRequest, dossier: UUID) -> HttpResponse:
    """The acknowledgement: the twelve fields frozen with the deposit."""
    deposit = deposited(request, dossier)
    page = frame(request, deposit.dossier)
    context = {
        **page,
        "deposit": deposit,
        "receipt": deposit.receipt,
        "documents": _documents(deposit),
        "fingerprint": digest.grouped(deposit.content_sha256),
        "call": deposit.dossier.call,
    }
    return render(request, "hospital/receipt.html", context)


@gate.reads(*SEEN_BY)
def receipt_pdf(request: HttpRequest, dossier: UUID) -> HttpResponse:
    """The same as a PDF, always the same bytes."""
    deposit = deposited(request, dossier)
    return attached(pdf.receipt_pdf(deposit), f"accuse-{deposit.number}.pdf")


def attached(content: bytes, name: str) -> HttpResponse:
    """A PDF to be kept under this name (letters, figures and hyphens)."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


@gate.writes(*SEEN_BY)
def receipt_mail(request: HttpRequest, dossier: UUID) -> HttpResponse:
    """Send the acknowledgement again to the person who asks."""
    deposit = deposited(request, dossier)
    if request.method == "POST":
        try:
            to = filing.send_receipt(deposit=deposit, actor=request.actor, at=clock.now())
        except RefusedError as error:
            return refused(request, error, request.path.removesuffix("courriel/"))
        messages.success(request, f"L’accusé part à l’adresse {to}.")
    return redirect("hospital:receipt", deposit.dossier_id)
