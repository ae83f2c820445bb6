"""What edits do, as plain values."""

from __future__ import annotations

import json

from plans import VILLAGE
from stored import drawn_town

from gridgen.versions.editing import Asked, made
from gridgen.versions.edits import Lock, Rename
from gridgen.versions.effected import effect_rows


def test_each_edit_is_a_row_in_the_language_asked_for() -> None:
    draft = drawn_town()
    first = f"{VILLAGE}001"
    done = made(draft, [Asked("", Rename(first, "河东网格")), Asked("", Lock((first,)))])

    zh, en = (effect_rows(draft, done.applied, lang) for lang in ("zh", "en"))

    assert [row["edit"]["operation"] for row in zh] == ["rename", "lock"]
    assert zh[0]["says"] != en[0]["says"]
    assert [zone["code"] for zone in zh[0]["zones"]] == [first]
    assert zh[0]["zones"][0]["called"] == "清河村河东网格"
    # The second is told in the words of the plan that the first one left.
    assert "河东网格" in zh[1]["says"]
    json.dumps([zh, en], allow_nan=False)
