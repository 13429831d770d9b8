"""How long, from when to when, and how many half-days a week."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from tandem.domain.eligibility.criterion import (
    Context,
    Verdict,
    computed,
    criterion,
    is_same_again,
    met,
    unknown,
    unmet,
    used,
)
from tandem.domain.eligibility.facts import Facts
from tandem.domain.eligibility.time_share import Stretch, gap_days, span, stretches
from tandem.domain.kernel import french
from tandem.domain.kernel.finding import FactUsed
from tandem.domain.kernel.period import Period
from tandem.domain.schemes.pay import half_days
from tandem.domain.schemes.reading import whole, wholes

NO_WEEK = "Le temps partagé n’est pas encore décrit."


def _days(period: Period) -> str:
    return f"du {french.day(period.start)} au {french.day(period.end)}"


def _typed(period: Period) -> FactUsed:
    return used("Période du contrat", _days(period))


def _for_a_renewal(facts: Facts) -> Verdict | None:
    """The answer when the two years of a new project are not what is asked."""
    again = is_same_again(facts.renewal)
    if again is None:
        return unknown(
            "On ne sait pas si le renouvellement reprend le projet, les partenaires et le candidat.",
            "Répondez aux trois questions du renouvellement, par exemple « oui ».",
        )
    if again:
        return met("Demande de renouvellement : une autre règle juge la durée.")
    return None


@criterion("months", "gap", "expected_months", months=whole(1))
def contract_duration(facts: Facts, params: Mapping[str, Any], context: Context) -> Verdict:
    """Whether the contract lasts exactly `months`, without a day's gap (R-IDF12-05)."""
    months = params["months"]
    period = span(facts.segments)
    example = _days(context.edition.calendar.period)
    expected = f"{months} mois de suite, par exemple {example}."
    if (renewed := _for_a_renewal(facts)) is not None:
        return renewed
    if period is None:
        return unknown(NO_WEEK, expected)
    gap = gap_days(facts.segments)
    whole_months = period.is_whole_months and period.months == months
    if whole_months and not gap:
        return met(f"{months} mois consécutifs et continus.", _typed(period))
    words = {
        "months": _length(period),
        "gap": f"{french.plural(gap, 'jour')} d’interruption" if gap else "sans interruption",
        "expected_months": str(months),
    }
    return unmet(expected, words, _typed(period))


def _length(period: Period) -> str:
    """The months, or the days when the months are not whole."""
    if period.is_whole_months:
        return f"{period.months}{french.SPACE}mois"
    return f"{french.plural(period.days, 'jour')} (plus de {period.months}{french.SPACE}mois)"


@criterion("start", "end", "starts_on", "ends_on", reads_calendar=True)
def contract_dates(facts: Facts, params: Mapping[str, Any], context: Context) -> Verdict:
    """Whether the contract runs exactly over the period of the call (R-IDF12-06)."""
    calendar = context.edition.calendar
    period = span(facts.segments)
    expected = f"Une période {_days(calendar.period)}, par exemple un premier segment le {french.day(calendar.starts_on)}."
    if (renewed := _for_a_renewal(facts)) is not None:
        return renewed
    if period is None:
        return unknown(NO_WEEK, expected)
    if period == calendar.period:
        return met(f"Fonctions {_days(period)}.", _typed(period))
    words = {
        "start": french.day(period.start),
        "end": french.day(period.end),
        "starts_on": french.day(calendar.starts_on),
        "ends_on": french.day(calendar.ends_on),
    }
    return unmet(expected, words, _typed(period))


@criterion("count", "period", full_time=whole(1), part_time=wholes())
def weekly_half_days(facts: Facts, params: Mapping[str, Any], context: Context) -> Verdict:
    """Whether every week of the contract is a full time, or a part time that exists (R-STAT-05)."""
    full, parts = params["full_time"], params["part_time"]
    allowed = {Decimal(full), *(Decimal(part) for part in parts)}
    expected = f"Un total de {full} demi-journées par semaine, par exemple {full - 4} + 4."
    worked = [stretch for stretch in stretches(facts.segments) if stretch.total]
    if not worked:
        return unknown(NO_WEEK, expected)
    read = [used(f"Semaine {_days(stretch.period)}", _split(stretch)) for stretch in worked]
    for stretch in worked:
        if stretch.total not in allowed:
            words = {"count": half_days(stretch.total), "period": _days(stretch.period)}
            return unmet(expected, words, *read)
    totals = sorted({half_days(stretch.total) for stretch in worked})
    share = "un temps plein" if worked[0].total == full else "un temps partiel"
    return met(f"{french.enumerate_words(totals)} par semaine : {share}.", *read)


def _split(stretch: Stretch) -> str:
    """The shares as an office writes them: 6 + 4 demi-journées, recruiter first."""
    shares = [stretch.half_days[place] for place in sorted(stretch.half_days)]
    figures = [french.number(Fraction(s), 0 if s == s.to_integral_value() else 1) for s in shares]
    return f"{' + '.join(figures)}{french.SPACE}demi-journée{'s' if stretch.total >= 2 else ''}"  # noqa: PLR2004


@criterion("months", "years")
def budget_years(facts: Facts, params: Mapping[str, Any], context: Context) -> Verdict:
    """How the months of the contract fall in calendar years (R-FIN-04)."""
    period = span(facts.segments)
    expected = f"Une période en mois entiers, par exemple {_days(context.edition.calendar.period)}."
    if period is None:
        return unknown(NO_WEEK, expected)
    if not period.is_whole_months:
        return unknown("La période n’est pas en mois entiers.", expected, _typed(period))
    years = period.months_by_year()
    parts = [f"{months}{french.SPACE}mois en {year}" for year, months in years.items()]
    words = {"months": str(period.months), "years": french.enumerate_words(parts)}
    return computed(words, _typed(period))
