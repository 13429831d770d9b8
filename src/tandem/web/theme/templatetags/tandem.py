"""`{% load tandem %}`: every component of the theme. Pages never write a glyph or a colour.

Words
  {% money cents %} {% euros cents %}     12 818,60 € · 12 819 € (rounded: the caption says so)
  |money |euros |date_fr |typo            the same as filters; a day; French spaces and apostrophes
  |after_colon                            « Une thèse » → « une thèse »; « RPPS » stays
  |instant_fr |instant_fr:"seconds"       jeudi 24 avril 2025 à 14 h 51, in Paris
  |day_fr                                 24 avril 2025, the day of an instant in Paris
  |percent_fr |plural_fr:"cheval,chevaux" 60 % · 2 chevaux (one word alone takes an s)
Shapes and states
  {% icon name [verdict] [label] %}       a glyph of glyphs.SHAPES
  {% tag verdict word [shape] %}          met unmet warn weigh unknown calc accent plain
  {% state_tag label state %}             a state of glyphs.STATES (draft, filed, screening…)
  {% swatch payer %} {% mark %}           agency recruiter partner partner_2 off · the mark
  {% notice tone %}…{% endnotice %}       calm met warn unmet (or a level of django messages)
Rules
  {% finding f [anchor] [audience] [level] %}  an <li>; audience "applicant" or "agency"; h3 or h4
  {% finding_with f … %}actions{% endfinding_with %}    the same with buttons at its foot
  {% finding_list findings [audience] [level] %}        ul.findings
  {% findings_summary findings [audience] %}   « 2 satisfaites, 1 à compléter. »
  {% findings_brief blocking to_see %}    « 1 bloque, 2 à voir » with its glyph, for a cell
  {% source citations [opening] %}        what the text says, opened in place
Drawings (a week is ten of R 1 2 … -, a payer is agency, recruiter, partner, partner_2…)
  {% week slots names [kind] %}           kind "mini" (cell) or "figure"
  {% planner form.week names %}           ten radio groups d1-am … d5-pm; the field is a WeekField
  {% bar shares [label] [total] %}        shares: list of (payer, weight)
  {% seats taken total %} {% tile_map open soon %}      region codes of INSEE
  {% timeline steps %}                    steps: when, title, note, state (past now next)
  {% money_table table [anchor] %}        a tables.MoneyTable
Lists
  {% pager page %}                        a Page; keeps the query, writes ?page=
  {% sort_header label key [default] [css] %}           a th; writes ?tri=key or ?tri=-key
  {% empty sentence [cause] [url] [label] %}
Pages and forms
  {% crumbs label url label url … label %}
  {% section_nav sections %}              sections: list of navigation.Section
  {% save_status [saved_at] [words] [oob] %}
  {% form_errors form [form…] %}          error summary, first in the form
  {% field form.name [short] %}           label, hint, control, error
  {% field form.name locked="reason" %}   the value as text, for a disabled field
  {% criterion form.mark weight [comment] %}            radios 0 to 5, with a comment field
  {% htmx_headers %}                      attribute of <body>, written by base.html
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from django import forms, template
from django.core.paginator import Page
from django.middleware.csrf import get_token
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from tandem.domain.kernel import french
from tandem.domain.kernel.citation import Citation
from tandem.domain.kernel.finding import Finding
from tandem.web.theme import figures, glyphs, verdicts
from tandem.web.theme.forms import error_entries, summary_title
from tandem.web.theme.navigation import Section, neighbours, sort_state, with_query
from tandem.web.theme.tables import MoneyTable

register = template.Library()
PARIS = ZoneInfo("Europe/Paris")
TONES = {
    "success": "met", "warning": "warn", "error": "unmet", "info": "calm", "debug": "calm",
}  # fmt: skip
TONE_VERDICTS = {"met": "met", "warn": "warn", "unmet": "unmet", "calm": "accent"}
FIELD_TEMPLATE = "theme/forms/field.html"


# Words

money = register.simple_tag(french.euros, name="money")
euros = register.simple_tag(french.euros_rounded, name="euros")
register.filter("money", french.euros)
register.filter("euros", french.euros_rounded)
register.filter("date_fr", french.day)
register.filter("typo", french.typography, is_safe=False)


@register.filter
def instant_fr(value: datetime, precision: str = "") -> str:
    """An aware instant, told in Paris; "seconds" for an act that the second dates."""
    exact = precision == "seconds"
    told = french.instant(value.astimezone(PARIS), seconds=exact)
    return f"{told}, heure de Paris" if exact else told


@register.filter
def day_fr(value: datetime) -> str:
    """The day of an aware instant, in Paris: « 30 avril 2025 »."""
    return french.day(value.astimezone(PARIS).date())


@register.filter
def percent_fr(value: Any) -> str:
    """A rate between 0 and 1 (Fraction, Decimal, int or float)."""
    return french.percent(Fraction(value))


register.filter("after_colon", verdicts.after_colon)


@register.filter
def plural_fr(count: int, words: str) -> str:
    """`2|plural_fr:"dossier"`, `2|plural_fr:"cheval,chevaux"`."""
    one, _, many = words.partition(",")
    return french.plural(count, one, many or None)


# Shapes and states

register.simple_tag(glyphs.glyph, name="icon")
register.simple_tag(glyphs.tag, name="tag")


@register.simple_tag
def state_tag(label: str, state: str) -> SafeString:
    """The tag of a state of glyphs.STATES, with the word of this audience. KeyError otherwise."""
    look = glyphs.STATES[state]
    return glyphs.tag(look.verdict, label, look.shape)


@register.simple_tag
def swatch(payer: str) -> SafeString:
    """The small rectangle of a legend; the name of the structure stands beside it."""
    css = "swatch" if payer == "off" else f"swatch is-{figures.css_of(payer)}"
    return format_html('<span class="{}"></span>', css)


@register.simple_tag
def mark() -> SafeString:
    """The mark: a week cut on Wednesday at noon."""
    return format_html(
        '<svg viewBox="0 0 25 20" aria-hidden="true"><path class="mark-a" d="{}"/>'
        '<path class="mark-b" d="{}" transform="rotate(180 12.5 10)"/></svg>',
        glyphs.PIECE,
        glyphs.PIECE,
    )


@register.simple_block_tag
def notice(content: str, tone: str = "calm") -> SafeString:
    """A box that says something of the page; `tone` may be a level of django messages."""
    tone = TONES.get(tone, tone)
    verdict = TONE_VERDICTS[tone]
    context = {"content": content, "tone": tone, "verdict": verdict}
    return render_to_string("theme/tags/notice.html", context | {"shape": glyphs.VERDICTS[verdict]})


# Rules


def _finding_context(finding: Finding, audience: str, level: int) -> dict[str, Any]:
    verdict = verdicts.verdict_of(finding, audience)
    return {"finding": finding, "verdict": verdict, "level": level, "id": "", "actions": ""}


@register.inclusion_tag("theme/tags/finding.html", name="finding")
def show_finding(
    finding: Finding,
    anchor: str = "",
    audience: str = verdicts.APPLICANT,
    level: int = 3,
) -> dict[str, Any]:
    """A finding: glyph, verdict, reference, title, reason, facts, what is expected, source."""
    return _finding_context(finding, audience, level) | {"id": anchor}


@register.simple_block_tag
def finding_with(
    content: str,
    finding: Finding,
    anchor: str = "",
    audience: str = verdicts.APPLICANT,
    level: int = 3,
) -> SafeString:
    """The same, with the actions of the block at its foot."""
    context = _finding_context(finding, audience, level) | {"id": anchor, "actions": content}
    return render_to_string("theme/tags/finding.html", context)


@register.inclusion_tag("theme/tags/finding_list.html")
def finding_list(
    findings: Iterable[Finding], audience: str = verdicts.APPLICANT, level: int = 3
) -> dict[str, Any]:
    """Findings (or a Decision) as one list, in their order."""
    return {"findings": list(findings), "audience": audience, "level": level}


register.simple_tag(verdicts.summary, name="findings_summary")


@register.simple_tag
def findings_brief(blocking: int = 0, to_see: int = 0) -> SafeString:
    """What a row of a list says of the findings of its dossier."""
    name, words = verdicts.brief(blocking, to_see)
    shape = glyphs.glyph(glyphs.VERDICTS[name], name)
    return format_html('<span class="with-glyph nowrap">{}<span>{}</span></span>', shape, words)


@register.inclusion_tag("theme/tags/source.html")
def source(citations: Sequence[Citation], opening: str = "") -> dict[str, Any]:
    """What the text says, opened in place; `opening` replaces « Source : appel, ligne 9 »."""
    return {
        "entries": [verdicts.source_entry(citation) for citation in citations],
        "opening": opening or verdicts.source_opening(citations),
    }


# Drawings


@register.inclusion_tag("theme/tags/week.html")
def week(slots: str, names: Sequence[str], kind: str = "mini") -> dict[str, Any]:
    """The week drawn, with its sentence for those who do not see it."""
    slots = figures.checked_week(slots)
    return {
        "kind": kind,
        "cells": figures.cells(slots),
        "places": figures.places(slots, names),
        "ratio": figures.ratio(slots, names),
        "label": figures.days_sentence(slots, names),
        "days": [f"{day[:3]}." for day in figures.DAYS],
    }


@register.inclusion_tag(FIELD_TEMPLATE)
def planner(field: forms.BoundField, names: Sequence[str] = ()) -> dict[str, Any]:
    """The radio planner of a WeekField, with the short names of the structures."""
    field.field.widget.names = tuple(names) or figures.DEFAULT_NAMES
    return {"field": field}


@register.inclusion_tag("theme/tags/bar.html")
def bar(
    shares: Sequence[tuple[str, int | Fraction]], label: str = "", total: int | Fraction = 0
) -> dict[str, Any]:
    """A bar of shares; `total` when it is a part of a longer one; silent without `label`."""
    whole = total or sum(weight for _kind, weight in shares)
    return {"bands": figures.bands(shares, whole), "label": label}


@register.inclusion_tag("theme/tags/seats.html")
def seats(taken: int, total: int) -> dict[str, Any]:
    """Small squares beside a count that says the same."""
    drawn = [{"x": f"{n * 11 + 0.5:g}", "taken": n < taken} for n in range(total)]
    return {"seats": drawn, "width": total * 11}


@register.inclusion_tag("theme/tags/tile_map.html")
def tile_map(open_codes: Sequence[str], soon_codes: Sequence[str] = ()) -> dict[str, Any]:
    """The regions with an open call, or an announced one, and the same as a list."""
    open_names, soon_names = map(figures.region_names, (open_codes, soon_codes))
    return {
        "tiles": figures.tiles(open_codes, soon_codes),
        "open_names": open_names,
        "soon_names": soon_names,
        "none_count": len(figures.REGIONS) - len(open_names) - len(soon_names),
    }


@register.inclusion_tag("theme/tags/timeline.html")
def timeline(steps: Sequence[Any]) -> dict[str, Any]:
    """Dates first, then the act, then one remark."""
    return {"steps": steps}


@register.inclusion_tag("theme/tags/money_table.html")
def money_table(table: MoneyTable, anchor: str = "montants") -> dict[str, Any]:
    """Payers by years, to the cent, with the totals that MoneyTable sums."""
    return {"table": table, "id": anchor}


# Lists


@register.inclusion_tag("theme/tags/pager.html", takes_context=True)
def pager(context: Context, page: Page) -> dict[str, Any]:
    """Page 1 sur 3, numbers, « Suivante »; the other parameters of the address are kept."""
    return {"page": page, **neighbours(page, context["request"].GET)}


@register.simple_tag(takes_context=True)
def sort_header(
    context: Context, label: str, key: str, default: str = "", css: str = ""
) -> SafeString:
    """A header that sorts; `default` is the order of the list without ?tri=."""
    query = context["request"].GET
    direction, following = sort_state(key, query.get("tri", default))
    return format_html(
        '<th scope="col" aria-sort="{}"{}><a class="sort" href="{}">{}</a></th>',
        direction,
        format_html(' class="{}"', css) if css else "",
        with_query(query, tri=following, page=None),
        label,
    )


@register.inclusion_tag("theme/tags/empty.html")
def empty(sentence: str, cause: str = "", url: str = "", label: str = "") -> dict[str, Any]:
    """One sentence of fact, one of cause, one action."""
    cells = figures.cells(figures.checked_week(""))
    return {"sentence": sentence, "cause": cause, "url": url, "label": label, "cells": cells}


# Pages and forms


@register.inclusion_tag("theme/tags/crumbs.html")
def crumbs(*parts: str) -> dict[str, Any]:
    """Labels and addresses by turns; the last label, without address, is the page."""
    padded = [*parts, ""] if len(parts) % 2 else parts
    return {"items": list(zip(padded[::2], padded[1::2], strict=True))}


@register.inclusion_tag("theme/tags/section_nav.html")
def section_nav(sections: Sequence[Section]) -> dict[str, Any]:
    """The sections of a long form, with how far each is; sums up in a progress bar."""
    current = [rank for rank, section in enumerate(sections) if section.is_current]
    counted = [section for section in sections if not section.is_optional]
    return {
        "sections": sections,
        "current": sections[current[0]] if current else None,
        "rank": current[0] + 1 if current else 0,
        "done": sum(section.done for section in counted),
        "total": sum(section.total for section in counted),
    }


@register.inclusion_tag("theme/tags/save_status.html")
def save_status(
    saved_at: datetime | None = None, words: str = "Brouillon enregistré", oob: bool = False
) -> dict[str, Any]:
    """When it was last saved; `oob` when htmx must swap it into place beside another fragment."""
    when = ""
    if saved_at:
        local = saved_at.astimezone(PARIS)
        when = f"le {french.day(local.date())} à {french.clock(local)}"
    return {"saved_at": saved_at, "when": when, "words": words, "oob": oob}


@register.inclusion_tag("theme/tags/form_errors.html")
def form_errors(*all_forms: forms.BaseForm) -> dict[str, Any]:
    """The error summary of one or several forms; nothing when nothing is wrong."""
    entries = error_entries(all_forms)
    return {"entries": entries, "title": summary_title(entries)}


@register.simple_tag
def field(bound: forms.BoundField, short: bool = False, locked: str = "") -> SafeString:
    """A field of a form; `locked` (a reason) shows its value as text instead of a control."""
    if locked:
        return render_to_string("theme/forms/locked.html", {"field": bound, "reason": locked})
    if short:
        attrs = bound.field.widget.attrs
        attrs["class"] = " ".join(filter(None, (attrs.get("class"), "short")))
    return bound.as_field_group()


@register.inclusion_tag("theme/tags/criterion.html")
def criterion(
    field: forms.BoundField, weight: int, comment: forms.BoundField | None = None
) -> dict[str, Any]:
    """A criterion of the jury's grid: `field` has radios, `weight` is in points."""
    return {"field": field, "weight": weight, "comment": comment}


@register.simple_tag(takes_context=True)
def htmx_headers(context: Context) -> SafeString | str:
    """hx-headers='{"X-CSRFToken": …}' for <body>, or nothing on a page without request."""
    request = context.get("request")
    if request is None:
        return ""
    return format_html(' hx-headers="{}"', f'{{"X-CSRFToken": "{get_token(request)}"}}')
