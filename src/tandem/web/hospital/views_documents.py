"""Joining documents, opening them, taking them out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from csp.constants import NONE
from csp.decorators import csp
from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from tandem.apps.dossiers import permissions, receipt, selectors
from tandem.apps.dossiers.facts import facts_of
from tandem.apps.dossiers.models import Dossier
from tandem.apps.dossiers.services import drafts
from tandem.apps.files.services import ACCEPTED, MAX_BYTES
from tandem.apps.foundation import clock
from tandem.domain.kernel import french
from tandem.domain.kernel.errors import InvalidInputError
from tandem.domain.kernel.finding import RefusedError
from tandem.domain.schemes.vocabulary import DOCUMENT_LABELS, DocumentKind, Section
from tandem.web.hospital.money import cost_panel
from tandem.web.hospital.pages import (
    SEEN_BY,
    UNPROCESSABLE,
    address,
    frame,
    refused,
    visible,
)
from tandem.web.hospital.reading import JoinedFile, files_of
from tandem.web.shared import gate
from tandem.web.theme.forms import TandemForm

SUFFIXES = ",".join(ACCEPTED)


class DocumentsForm(TandemForm):
    """One input per kind of document; those that the platform expects come first."""

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files)
        rest = [kind for kind in DocumentKind if kind not in receipt.EXPECTED]
        for kind in (*receipt.EXPECTED, *rest):
            self.fields[kind.value] = forms.FileField(
                label=DOCUMENT_LABELS[kind],
                required=False,
                allow_empty_file=True,
                widget=forms.FileInput(attrs={"accept": SUFFIXES}),
            )
            self.fields[kind.value].is_optional = False

    def received(self) -> list[tuple[DocumentKind, UploadedFile]]:
        """The files that were sent, in the order of the form."""
        return [(DocumentKind(name), file) for name, file in self.cleaned_data.items() if file]


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A kind of document: whether one is joined already, and the input for another one."""

    kind: DocumentKind
    field: forms.BoundField
    is_joined: bool
    is_expected: bool


def documents(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """The section « Avis et pièces »: the view of sections comes here with a visible dossier."""
    allowed = permissions.may_edit(request.actor, dossier, Section.DOCUMENTS)
    if request.method != "POST":
        return _show(request, dossier, DocumentsForm(), is_open=allowed.allowed)
    if not allowed.allowed:
        return refused(request, RefusedError(allowed), address(dossier, Section.DOCUMENTS))
    form = DocumentsForm(request.POST, request.FILES)
    joined = _join(request, dossier, form)
    if form.errors:
        fresh = visible(request, dossier.pk)
        return _show(request, fresh, form, joined=joined)
    if request.POST.get("suite") == "rester":
        return redirect(address(dossier, Section.DOCUMENTS))
    if dossier.waiting_complement is not None:
        return redirect("hospital:complement", dossier.pk)
    return redirect(address(dossier, Section.CERTIFICATION))


def _join(request: HttpRequest, dossier: Dossier, form: DocumentsForm) -> int:
    """Join every good file; a bad one is said beside its input and stops no other."""
    if not form.is_valid():
        return 0
    received, joined = form.received(), 0
    for kind, file in received:
        upload = drafts.Upload(kind=kind, name=file.name or "", content=file.read(MAX_BYTES + 1))
        try:
            drafts.attach(dossier=dossier, upload=upload, actor=request.actor, at=clock.now())
        except (InvalidInputError, RefusedError) as error:
            form.add_error(kind.value, french.typography(str(error)))
        else:
            joined += 1
    if not received and request.POST.get("suite") == "rester":
        form.add_error(None, "Choisissez au moins un fichier, par exemple projet-medical.pdf.")
    return joined


def _slots(form: DocumentsForm, kept: list[JoinedFile]) -> list[Slot]:
    return [
        Slot(
            kind=DocumentKind(name),
            field=form[name],
            is_joined=any(each.kind == name for each in kept),
            is_expected=name in receipt.EXPECTED,
        )
        for name in form.fields
    ]


def _show(
    request: HttpRequest,
    dossier: Dossier,
    form: DocumentsForm,
    *,
    is_open: bool = True,
    joined: int = 0,
) -> HttpResponse:
    page = frame(request, dossier, Section.DOCUMENTS)
    facts, kept = facts_of(dossier), files_of(dossier, is_held=page["is_held"])
    context = {
        **page,
        "form": form,
        "is_open": is_open,
        "slots": _slots(form, kept),
        "documents": kept,
        "joined": french.plural(joined, "pièce jointe", "pièces jointes") if joined else "",
        "findings": selectors.about_section(dossier, Section.DOCUMENTS, facts),
        "cost": cost_panel(dossier, facts),
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "hospital/documents.html", context, status=status)


@gate.reads(*SEEN_BY)
@csp({"default-src": NONE, "sandbox": True})
def download(request: HttpRequest, attachment: UUID) -> FileResponse:
    """A document, to be kept and never shown in our pages: it was made by others."""
    found = get_object_or_404(selectors.attachments_visible_to(request.actor), pk=attachment)
    try:
        content = found.file.content.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(
        content, as_attachment=True, filename=found.file.name, content_type=found.file.media_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


@gate.writes(*SEEN_BY)
def remove(request: HttpRequest, attachment: UUID) -> HttpResponse:
    """Take a document out of the dossier. Nothing is destroyed: it may be joined again."""
    found = get_object_or_404(selectors.attachments_visible_to(request.actor), pk=attachment)
    back = address(found.dossier, Section.DOCUMENTS)
    if request.method == "POST":
        try:
            drafts.detach(attachment=found, actor=request.actor, at=clock.now())
        except RefusedError as error:
            return refused(request, error, back)
    return redirect(back)
