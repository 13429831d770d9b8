"""The jury's room: my dossiers, marking one, declaring a tie, the grid."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from tandem.apps.accounts.models import Role
from tandem.apps.calls import selectors as calls
from tandem.apps.calls.models import Call
from tandem.apps.dossiers import selectors as dossiers
from tandem.apps.foundation import clock
from tandem.apps.jury import permissions, services
from tandem.apps.jury import selectors as jury
from tandem.apps.jury.models import Juror, Reading
from tandem.domain.kernel.errors import InvalidInputError
from tandem.domain.kernel.finding import RefusedError
from tandem.domain.scoring import grid
from tandem.domain.workflow.call import CallState
from tandem.web.jury_room.desk import Desk, points
from tandem.web.jury_room.forms import ConflictForm, MarksForm, initial_marks, marks_form
from tandem.web.jury_room.sheet import Sheet
from tandem.web.shared import gate
from tandem.web.shared.downloads import download
from tandem.web.shared.refusals import REFUSED, reasons_of

ALL_COMMENTS = "commentaires"


def seat_of(request: HttpRequest) -> tuple[Juror | None, list[Call]]:
    """The seat in the jury of the call named in the address, or of the latest, and every call."""
    seats = list(jury.seats_of(request.actor))
    slug = request.GET.get("appel")
    found = [seat for seat in seats if slug in (None, seat.call.slug)]
    if slug and not found:
        raise Http404
    return (found[0] if found else None), [seat.call for seat in seats]


@gate.reads(Role.JUROR)
def readings(request: HttpRequest) -> HttpResponse:
    """My dossiers: to read, begun, handed in; and the ties that I declared."""
    seat, mine = seat_of(request)
    if seat is None:
        return render(request, "jury_room/no_call.html")
    call = seat.call
    desk = Desk.of(request.actor, call)
    context = {
        "seat": seat,
        "call": call,
        "calls": mine,
        "desk": desk,
        "entries": desk.entries(),
        "left": len(desk.readings) - desk.handed_in,
        "ties": jury.ties_of(request.actor).filter(juror__call=call).order_by("dossier__number"),
    }
    return render(request, "jury_room/readings.html", context)


def list_of(reading: Reading) -> str:
    """The address of the list in which this reading is."""
    return f"{reverse('jury_room:readings')}?appel={reading.juror.call.slug}"


def reading_or_404(request: HttpRequest, reading: object) -> Reading:
    """A reading of this juror that no tie closes."""
    mine = jury.visible_to(request.actor).select_related("juror__user", "dossier")
    found: Reading = get_object_or_404(mine.prefetch_related("marks"), pk=reading)
    return found


@gate.writes(Role.JUROR)
def marking(request: HttpRequest, reading: object) -> HttpResponse:
    """Read a dossier and mark it on the call's grid; save, or hand in."""
    found = reading_or_404(request, reading)
    form = _marks_form(request, found)
    if request.method == "POST":
        return _mark(request, found, form)
    return _marking_page(request, found, form)


def _marks_form(request: HttpRequest, reading: Reading) -> MarksForm:
    made = marks_form(calls.edition(reading.juror.call).grid)
    data = request.POST if request.method == "POST" else None
    return made(data, initial=initial_marks(jury.marks_of(reading)))


def _mark(request: HttpRequest, reading: Reading, form: MarksForm) -> HttpResponse:
    submit = request.POST.get("acte") == "rendre"
    if not form.is_valid():
        return _marking_page(request, reading, form, status=REFUSED)
    marks = form.marks()
    try:
        services.save_marks(
            reading=reading, marks=marks, submit=submit, actor=request.actor, at=clock.now()
        )
    except RefusedError as error:
        return _marking_page(request, reading, form, reasons_of(error), status=REFUSED)
    except InvalidInputError:
        form.point_out(grid.read(form.criteria, marks))
        return _marking_page(request, reading, form, status=REFUSED)
    if submit:
        return _after_handing_in(request, reading)
    if request.htmx:
        return _marking_page(request, reading_or_404(request, reading.pk), form)
    return redirect(request.get_full_path())


def _after_handing_in(request: HttpRequest, reading: Reading) -> HttpResponse:
    """On to the next dossier that is not handed in, or back to the list."""
    messages.success(request, f"Votre notation du dossier {reading.dossier.number} est rendue.")
    following = Desk.of(request.actor, reading.juror.call).next_to_mark(reading)
    if following is None:
        return redirect(list_of(reading))
    return redirect("jury_room:marking", following.pk)


def _grid_context(request: HttpRequest, reading: Reading, form: MarksForm) -> dict[str, Any]:
    """What the grid shows: the marks as typed, what they amount to, what is left."""
    all_comments = ALL_COMMENTS in request.GET
    marks = form.marks() if form.is_bound else jury.marks_of(reading)
    result = grid.read(form.criteria, marks)
    labels = {criterion.key: criterion.label for criterion in form.criteria}
    return {
        "reading": reading,
        "form": form,
        "rows": list(form.rows(all_comments=all_comments)),
        "all_comments": all_comments,
        "result": result,
        "result_total": points(result.total),
        "left": sum(criterion.weight for criterion in result.missing),
        "marked": [(labels[mark.criterion], mark) for mark in marks],
        "best": grid.BEST,
        "may_mark": permissions.may_mark(request.actor, reading),
    }


def _marking_page(
    request: HttpRequest,
    reading: Reading,
    form: MarksForm,
    refusals: tuple[str, ...] = (),
    status: int = 200,
) -> HttpResponse:
    context = _grid_context(request, reading, form)
    context |= {"refusals": refusals, "has_error": bool(refusals)}
    if request.htmx:
        return render(request, "jury_room/_grid.html", context, status=status)
    desk = Desk.of(request.actor, reading.juror.call)
    whole = dossiers.with_parts(jury.dossiers_visible_to(request.actor))
    context |= {
        "desk": desk,
        "sheet": Sheet.of(whole.get(pk=reading.dossier_id)),
        "position": desk.position(reading),
        "previous": desk.neighbour(reading, -1),
        "next": desk.neighbour(reading, 1),
        "may_declare": reading.juror.call.state != CallState.ANNOUNCED,
    }
    return render(request, "jury_room/marking.html", context, status=status)


@gate.writes(Role.JUROR)
def conflict(request: HttpRequest, reading: object) -> HttpResponse:
    """Declare a tie, with its nature: from then on the dossier is closed to this juror."""
    found = reading_or_404(request, reading)
    form = ConflictForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.declare_conflict(
                juror=found.juror,
                dossier=found.dossier,
                reason=form.cleaned_data["reason"],
                actor=request.actor,
                at=clock.now(),
            )
        except RefusedError as error:
            for reason in reasons_of(error):
                form.add_error("reason", reason)
        else:
            said = f"Lien déclaré. Le dossier {found.dossier.number} ne vous est plus ouvert."
            messages.success(request, said)
            return redirect(list_of(found))
    status = REFUSED if form.errors else 200
    context = {"reading": found, "form": form}
    return render(request, "jury_room/conflict.html", context, status=status)


@gate.reads(Role.JUROR)
def document(request: HttpRequest, reading: object, attachment: object) -> FileResponse:
    """A document of a dossier that this juror may open."""
    found = reading_or_404(request, reading)
    seen = jury.attachments_visible_to(request.actor).filter(dossier=found.dossier_id)
    return download(get_object_or_404(seen, pk=attachment).file)


@gate.reads(Role.JUROR)
def grid_page(request: HttpRequest) -> HttpResponse:
    """The grid of the call: criteria, weights, scale, and that they are settings of the agency."""
    seat, mine = seat_of(request)
    if seat is None:
        return render(request, "jury_room/no_call.html")
    edition = calls.edition(seat.call)
    context = {
        "call": seat.call,
        "calls": mine,
        "criteria": edition.grid,
        "citations": (edition.grid_citation,),
        "best": grid.BEST,
        "comment_up_to": grid.COMMENT_UP_TO,
    }
    return render(request, "jury_room/grid.html", context)
