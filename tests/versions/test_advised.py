"""Suggestions as plain values."""

from __future__ import annotations

import json

from edited import draft, grids_in
from villages import CITY

from gridgen.versions.advised import advice_rows, says_of
from gridgen.versions.apply import apply
from gridgen.versions.edits import Merge
from gridgen.versions.suggest import advise


def test_a_row_has_the_findings_and_each_repair_in_words_and_as_edits() -> None:
    made = apply(draft(), Merge(tuple(grids_in(draft().plan, CITY)))).draft
    advices = advise(made)

    rows = json.loads(json.dumps(advice_rows(made, advices, "en")))

    assert [len(row["suggestions"]) for row in rows] == [len(one.suggestions) for one in advices]
    assert [len(row["findings"]) for row in rows] == [len(one.findings) for one in advices]
    [best, *_] = [one for row in rows for one in row["suggestions"]]
    [first, *_] = [one for advice in advices for one in advice.suggestions]
    assert (best["number"], best["says"]) == (1, says_of(made, first, "en"))
    assert best["edits"][0]["operation"]
