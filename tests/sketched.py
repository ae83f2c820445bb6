"""Sketches drawn as pictures: a letter is one household in the zone of that letter.

Households touch those above, below, left and right of them; a space is nobody.
"""

from __future__ import annotations

from textwrap import dedent

import numpy as np

from gridgen.model.bands import Band
from gridgen.versions.repairs.sketch import Sketch
from gridgen.versions.repairs.trial import Trial, trial_of

STEP_M = 10.0


def sketched(
    picture: str, groups: str = "", *, band: Band | None = None, locked: str = ""
) -> Sketch:
    """Return the sketch of a picture of zones; `groups` is one of the villager groups, "." none."""
    places = _places(picture)
    spots, letters = list(places), sorted(set(places.values()))
    row_of = {spot: row for row, spot in enumerate(spots)}
    group_at = _places(groups) or dict.fromkeys(spots, ".")
    names = sorted(set(group_at.values()) - {"."})
    wanted = [names.index(group_at[s]) if group_at[s] != "." else -1 for s in spots]
    chunks = {
        (places[s], group_at[s] if group_at[s] != "." else s): row for row, s in enumerate(spots)
    }
    number = np.ones(len(spots), np.int64)
    return Sketch(
        level=0,
        rows=np.arange(len(spots)),
        atom_of=np.arange(len(spots)),
        load=number,
        visits=number,
        xy=STEP_M * np.array([(x, -y) for y, x in spots], float),
        zone_of=np.array([letters.index(places[s]) for s in spots]),
        chunk_of=np.array(
            [chunks[places[s], group_at[s] if group_at[s] != "." else s] for s in spots]
        ),
        wanted_of=np.array(wanted),
        near=tuple(tuple(sorted(_beside(s, row_of))) for s in spots),
        band=band,
        closed=frozenset(letters.index(letter) for letter in locked),
    )


def before(picture: str, **how: object) -> Trial:
    """Return the zones of a picture as they are."""
    return trial_of(sketched(picture, **how))


def picture_of(trial: Trial) -> str:
    """Return a trial as a picture; zones are lettered by their rows."""
    at = (trial.sketch.xy / STEP_M).astype(int)
    lines = [[" "] * (at[:, 0].max() + 1) for _ in range(-at[:, 1].min() + 1)]
    for (x, y), label in zip(at, trial.label, strict=True):
        lines[-y][x] = chr(ord("a") + label)
    return "\n".join("".join(line).rstrip() for line in lines)


def drawn(picture: str) -> str:
    """Return a picture as `picture_of` gives it."""
    return dedent(picture).strip("\n").rstrip()


def _places(picture: str) -> dict[tuple[int, int], str]:
    return {
        (y, x): letter
        for y, line in enumerate(drawn(picture).splitlines())
        for x, letter in enumerate(line)
        if letter != " "
    }


def _beside(spot: tuple[int, int], row_of: dict[tuple[int, int], int]) -> list[int]:
    y, x = spot
    around = ((y - 1, x), (y + 1, x), (y, x - 1), (y, x + 1))
    return [row_of[one] for one in around if one in row_of]
