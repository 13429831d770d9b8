"""Filling a section: the form, what the rules say of it while it is typed, and saving it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from tandem.apps.dossiers import permissions, selectors
from tandem.apps.dossiers.facts import facts_of
from tandem.apps.dossiers.models import Dossier
from tandem.apps.dossiers.preview import facts_with
from tandem.apps.dossiers.services import drafts
from tandem.apps.foundation import clock
from tandem.apps.foundation.ids import parsed, uuid7
from tandem.apps.territory import selectors as territory
from tandem.domain.eligibility.facts import Facts
from tandem.domain.kernel.finding import RefusedError
from tandem.domain.schemes.vocabulary import Section
from tandem.web.hospital import merge, picker, reading, saving
from tandem.web.hospital.forms import FORMS, SectionForm
from tandem.web.hospital.money import cost_panel, funding_words
from tandem.web.hospital.pages import (
    CONFLICT,
    SEEN_BY,
    UNPROCESSABLE,
    address,
    frame,
    refused,
    visible,
)
from tandem.web.hospital.views_documents import documents
from tandem.web.shared import gate
from tandem.web.theme.forms import error_entries

ORDER = tuple(Section)
TOWARDS = {
    Section.PARTNER: "au partenaire",
    Section.PROJECT: "au projet médical",
    Section.TIME: "au temps partagé",
    Section.CANDIDATE: "au candidat",
    Section.FUNDING: "au financement",
    Section.DOCUMENTS: "aux pièces",
    Section.CERTIFICATION: "à la relecture",
}


@gate.writes(*SEEN_BY)
def section(request: HttpRequest, dossier: UUID, section: Section) -> HttpResponse:
    """A section: its form for the owner while it is open, its content for everyone else."""
    found = visible(request, dossier)
    if section is Section.CERTIFICATION:
        return redirect("hospital:review", found.pk)
    if section is Section.DOCUMENTS:
        return documents(request, found)
    if request.method == "POST":
        owner = permissions.is_of_owner(request.actor, found)
        if not owner.allowed:
            return refused(request, RefusedError(owner), address(found, section))
        return _post(request, found, FORMS[section](found, request.actor, request.POST))
    allowed = permissions.may_edit(request.actor, found, section)
    if not allowed.allowed:
        return _read(request, found, section)
    return _show(request, found, FORMS[section](found, request.actor))


def _post(request: HttpRequest, dossier: Dossier, form: SectionForm) -> HttpResponse:
    if "chercher" in request.POST and request.POST.get("q", "").strip():
        return _show(request, dossier, form)
    if not form.is_valid() and not _may_save_partly(request, form):
        return _invalid(request, dossier, form)
    if request.htmx and form.is_valid() and merge.is_unchanged(form):
        return _saved(request, dossier, form)
    try:
        saved = saving.save(request, dossier, form)
    except drafts.StaleError as stale:
        return _conflict(request, form, stale)
    except RefusedError as error:
        return _closed(request, dossier, form, error)
    return _saved(request, saved, form)


def _may_save_partly(request: HttpRequest, form: SectionForm) -> bool:
    """An autosave keeps what is right: one wrong field must not lose the others."""
    return bool(request.htmx) and form.pivot not in form.errors


def _saved(request: HttpRequest, dossier: Dossier, form: SectionForm) -> HttpResponse:
    if request.htmx:
        return _autosaved(request, dossier, form)
    if request.POST.get("suite") == "rester" or "chercher" in request.POST:
        return redirect(address(dossier, form.section))
    return redirect(_next_address(dossier, form.section))


def _autosaved(request: HttpRequest, dossier: Dossier, form: SectionForm) -> HttpResponse:
    """What the page must know to save again: version and marks; and what is left to mend."""
    fresh = visible(request, dossier.pk)
    context = {
        "dossier": fresh,
        "base": merge.marks_of(type(form)(fresh, request.actor)),
        "left": [str(form[name].label) for name in form.errors],
    }
    if form.errors:
        return render(request, "hospital/_partly.html", context, status=UNPROCESSABLE)
    return render(request, "hospital/_saved.html", context)


def _next_address(dossier: Dossier, section: Section) -> str:
    if dossier.waiting_complement is not None:
        return reverse("hospital:complement", args=[dossier.pk])
    return address(dossier, ORDER[ORDER.index(section) + 1])


def _invalid(request: HttpRequest, dossier: Dossier, form: SectionForm) -> HttpResponse:
    """Nothing is saved; an autosave only says so, the page marks each field."""
    if request.htmx:
        return HttpResponse(status=UNPROCESSABLE)
    return _show(request, dossier, form, status=UNPROCESSABLE)


def _conflict(request: HttpRequest, form: SectionForm, stale: drafts.StaleError) -> HttpResponse:
    """Someone saved in between: both versions on one page, nothing typed lost."""
    if request.htmx:
        words = {"dossier": stale.dossier, "by": stale.dossier.saved_by}
        return render(request, "hospital/_stale.html", words, status=UNPROCESSABLE)
    fresh = visible(request, stale.dossier.pk)
    base = request.POST.get("base", "")
    shown, conflict = merge.merged(form, fresh, base)
    extra = {"conflict": conflict, "has_error": True}
    return _show(request, fresh, shown, status=CONFLICT, extra=extra)


def _closed(
    request: HttpRequest, dossier: Dossier, form: SectionForm, error: RefusedError
) -> HttpResponse:
    """The section is no longer open to this person: all the reasons, and what was typed."""
    if request.htmx:
        return HttpResponse(status=UNPROCESSABLE)
    extra = {"refusals": error.decision.refusals, "has_error": True}
    return _show(request, dossier, form, status=UNPROCESSABLE, extra=extra)


def beside(dossier: Dossier, section: Section, facts: Facts) -> dict[str, Any]:
    """What the rules say of one section, and what the post would cost."""
    return {
        "dossier": dossier,
        "findings": selectors.about_section(dossier, section, facts),
        "cost": cost_panel(dossier, facts),
    }


def _show(
    request: HttpRequest,
    dossier: Dossier,
    form: SectionForm,
    *,
    status: int = 200,
    extra: dict[str, Any] | None = None,
) -> HttpResponse:
    query = request.POST.get("q", "")
    context = {
        **frame(request, dossier, form.section),
        **beside(dossier, form.section, _typed_facts(dossier, form)),
        "form": form,
        "picker": picker.of_form(form, query),
        "fields": form.template,
        "base": merge.marks_of(form),
        "page": request.POST.get("page") or str(uuid7()),
        "next_label": _next_label(dossier, form.section),
        **(funding_words(dossier) if form.section is Section.FUNDING else {}),
        **(extra or {}),
    }
    return render(request, "hospital/section.html", context, status=status)


def _next_label(dossier: Dossier, section: Section) -> str:
    if dossier.waiting_complement is not None:
        return "Enregistrer et revenir à la demande"
    return f"Enregistrer et passer {TOWARDS[ORDER[ORDER.index(section) + 1]]}"


def _typed_facts(dossier: Dossier, form: SectionForm) -> Facts:
    """The facts with what is typed; a field that is wrong keeps what is stored."""
    if form.is_bound:
        form.is_valid()
        return facts_with(dossier, form.section, form.values())
    return facts_with(dossier, form.section, {**form.initial_of(dossier), **form.initial})


def _read(request: HttpRequest, dossier: Dossier, section: Section) -> HttpResponse:
    page = frame(request, dossier, section)
    context = {
        **page,
        **beside(dossier, section, facts_of(dossier)),
        "rows": reading.rows_of(dossier, section, is_held=page["is_held"]),
        "week": reading.week_of(dossier) if section is Section.TIME else "",
        "names": reading.names_of(dossier),
    }
    return render(request, "hospital/section_read.html", context)


@gate.writes(*SEEN_BY)
def preview(request: HttpRequest, dossier: UUID, section: Section) -> HttpResponse:
    """What the rules would say, and the cost, with what is typed. Saves nothing."""
    found = visible(request, dossier)
    is_open = permissions.may_edit(request.actor, found, section).allowed
    if request.method != "POST" or section not in FORMS or not is_open:
        raise Http404
    form = FORMS[section](found, request.actor, request.POST)
    facts = _typed_facts(found, form)
    context = {**beside(found, section, facts), "wrong": error_entries([form])}
    return render(request, "hospital/_preview.html", context)


@gate.writes(*SEEN_BY)
def clear_candidate(request: HttpRequest, dossier: UUID) -> HttpResponse:
    """Take the candidate out of the dossier and erase what was typed of them, once confirmed."""
    found = visible(request, dossier)
    back = address(found, Section.CANDIDATE)
    allowed = permissions.may_edit(request.actor, found, Section.CANDIDATE)
    if not allowed.allowed:
        return refused(request, RefusedError(allowed), back)
    if found.candidate is None:
        return redirect(back)
    if request.method != "POST":
        context = {**frame(request, found, Section.CANDIDATE), "back": back}
        return render(request, "hospital/candidate_clear.html", context)
    entry = drafts.SectionInput(
        section=Section.CANDIDATE, values={"last_name": ""}, version=found.version
    )
    try:
        drafts.save_section(dossier=found, entry=entry, actor=request.actor, at=clock.now())
    except drafts.StaleError as stale:
        messages.warning(request, str(stale))
    return redirect(back)


@gate.reads(*SEEN_BY)
def structures(request: HttpRequest) -> HttpResponse:
    """The radios of the structures that a search finds; the one already chosen stands first."""
    name = request.GET.get("champ", "")
    if name not in picker.FIELDS:
        raise Http404
    chosen = _chosen(request, name)
    found = picker.offer(name, request.GET.get("q", ""), chosen, request.actor)
    return render(request, "hospital/_search.html", {"picker": found})


def _chosen(request: HttpRequest, name: str) -> Any:
    """The structure whose radio is checked on the page, if it is one."""
    return territory.choosable().filter(pk=parsed(request.GET.get(name, ""))).first()
