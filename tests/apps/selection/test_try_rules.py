from __future__ import annotations

import pytest

from tandem.apps.calls.models import Call, TerritorySplit
from tandem.apps.dossiers.models import Dossier
from tandem.apps.jury.models import Reading
from tandem.apps.selection import selectors, services
from tandem.apps.selection.models import Run
from tandem.domain.kernel.errors import InvalidInputError
from tests.world import AFTER_DEADLINE


@pytest.fixture
def computed(world):
    dossiers = world.marked(5, 4, 3)
    run = services.run(call=world.call, actor=world.people.actor("chloe"), at=AFTER_DEADLINE)
    return dossiers, run


def trial(**changes):
    rules = {"posts": 2, "budget_cents": None, "split": TerritorySplit.NONE} | changes
    return selectors.Trial(**rules)


def test_try_rules_with_more_posts_says_who_enters(computed):
    dossiers, run = computed
    found = selectors.try_rules(run, trial(posts=3))
    assert found.entering == (str(dossiers[2].pk),)
    assert found.leaving == ()
    assert Run.objects.get() == run


def test_try_rules_with_a_split_gives_a_seat_to_each_department(world, computed):
    dossiers, run = computed
    Dossier.objects.filter(pk=dossiers[2].pk).update(recruiter=world.other)
    found = selectors.try_rules(run, trial(split=TerritorySplit.EQUAL))
    assert found.entering == (str(dossiers[2].pk),)
    assert found.leaving == (str(dossiers[1].pk),)
    assert found.after.seats_by_territory == {"77": 1, "95": 1}


def test_try_rules_by_hand_needs_a_weight_for_each_department(computed):
    dossiers, run = computed
    Call.objects.update(weights={"95": 3})
    run = Run.objects.get()
    with pytest.raises(InvalidInputError, match=dossiers[0].number):
        selectors.try_rules(run, trial(split=TerritorySplit.MANUAL))


def test_try_rules_with_an_unknown_department_says_which_dossier(world, computed):
    _dossiers, run = computed
    type(world.recruiter).objects.filter(pk=world.recruiter.pk).update(commune=None)
    with pytest.raises(InvalidInputError, match="le département du recruteur est inconnu"):
        selectors.try_rules(run, trial(split=TerritorySplit.EQUAL))


def test_run_is_stale_once_a_mark_a_dossier_or_the_means_change(computed):
    _, run = computed
    assert services.is_stale(run) is False
    Call.objects.update(posts=1)
    assert services.is_stale(Run.objects.get()) is True


def test_run_is_stale_when_it_could_not_be_computed_again(computed):
    dossiers, run = computed
    Reading.objects.filter(dossier=dossiers[0]).update(submitted_at=None)
    assert services.is_stale(run) is True
