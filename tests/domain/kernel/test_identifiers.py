from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.domain.kernel.errors import InvalidInputError
from tandem.domain.kernel.identifiers import (
    EXAMPLES,
    LENGTHS,
    checked,
    is_fictitious,
    is_valid,
    luhn_is_valid,
)


@pytest.mark.parametrize("kind", LENGTHS)
def test_example_given_to_people_is_valid(kind):
    assert is_valid(kind, EXAMPLES[kind])


@pytest.mark.parametrize("kind", LENGTHS)
def test_one_wrong_digit_is_found(kind):
    good = EXAMPLES[kind]
    for index in range(len(good)):
        bad = good[:index] + str((int(good[index]) + 1) % 10) + good[index + 1 :]
        assert not is_valid(kind, bad)


@given(st.text("0123456789", min_size=1, max_size=20))
def test_one_key_and_only_one_completes_a_number(body):
    assert sum(luhn_is_valid(body + key) for key in "0123456789") == 1


def test_corsican_letters_are_read_in_the_key():
    valid = [f"2A000000{key}" for key in range(10) if is_valid("FINESS", f"2A000000{key}")]
    assert valid == [f"2A000000{next(k for k in range(10) if luhn_is_valid(f'21000000{k}'))}"]
    assert not is_valid("SIREN", valid[0])


def test_spaces_are_forgiven_and_faults_explained():
    assert checked("SIRET", "260 100 045 00012") == "26010004500012"
    with pytest.raises(InvalidInputError, match="Écrivez 9 caractères, par exemple 010000024"):
        checked("FINESS", "010000025")
    with pytest.raises(InvalidInputError):
        checked("RPPS", "1000000001²")


def test_fictitious_numbers_never_pass_for_real():
    assert is_fictitious("FICT00047")
    assert not is_valid("FINESS", "FICT00047")
