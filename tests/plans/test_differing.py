"""A difference as plain values."""

from __future__ import annotations

import json

from plans import town, with_border

from gridgen.plans.differing import difference_rows
from gridgen.plans.reasons import difference_of


def test_a_difference_is_json_without_numbers_that_are_none() -> None:
    old = town()
    new = with_border(old, 350.0, 2)

    rows = difference_rows(difference_of(old, new))

    text = json.dumps(rows, allow_nan=False)
    assert rows["same"] is False
    assert set(rows["households"]) == {"moved", "new", "gone", "recounted"}
    assert "names" not in json.loads(text)


def test_two_equal_plans_are_said_to_be_the_same() -> None:
    assert difference_rows(difference_of(town(), town()))["same"] is True
