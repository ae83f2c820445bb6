"""A made-up country: sizes true to the country's sums, each township by its code alone."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from gridgen.files.inputs import read_inputs
from gridgen.model.errors import ProblemError
from gridgen.sample.country import (
    HOUSEHOLDS,
    TOWNSHIPS,
    UNITS,
    code_of,
    size_of,
    township_of,
    write_country,
)


def test_all_townships_together_are_as_many_and_as_large_as_those_of_the_country() -> None:
    codes = [code_of(number) for number in range(TOWNSHIPS)]
    sizes = [size_of(code) for code in codes]

    assert len(set(codes)) == TOWNSHIPS
    assert {code[:2] for code in codes} == {"99"}
    assert sum(size.households for size in sizes) == pytest.approx(HOUSEHOLDS, rel=0.005)
    assert sum(size.communities for size in sizes) == pytest.approx(UNITS, rel=0.005)
    urban = sum(size.communities * size.urban for size in sizes) / UNITS
    assert urban == pytest.approx(118 / 607, abs=0.01)


def test_a_township_is_decided_by_its_code_and_the_seed_alone() -> None:
    code = min((code_of(k) for k in range(60)), key=lambda code: size_of(code).households)

    one, again, other = township_of(code), township_of(code), township_of(code, seed=1)

    assert all(one[name].equals(again[name]) for name in one)
    assert not one["households"].equals(other["households"])
    assert one["households"]["households"].sum() == size_of(code).households
    assert set(one["communities"]["code"].str[:9]) == {code}
    assert len(one["communities"]) == size_of(code).communities
    assert one["households"]["id"].str.startswith(f"H{code}-").all()


@pytest.mark.slow
def test_the_largest_townships_do_not_meet_their_neighbours() -> None:
    sizes = [size_of(code_of(number)) for number in range(2000)]
    inner = [number for number in range(222, 1998) if number % 222]
    largest = max(inner, key=lambda number: sizes[number].households)

    boxes = {
        number: township_of(code_of(number))["lines"].total_bounds
        for number in (largest - 1, largest, largest + 1, largest + 222)
    }

    mine = boxes.pop(largest)
    for other in boxes.values():
        apart = np.maximum(mine[:2] - other[2:], other[:2] - mine[2:])
        assert apart.max() > 0


def test_a_country_is_written_by_township_and_goes_on_where_it_was(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    write_country(tmp_path, 1)
    first = tmp_path / "township=990101101" / "households.parquet"
    written = first.stat().st_mtime_ns

    write_country(tmp_path, 2, on_progress=lambda *said: told.append(said))

    assert sorted(one.name for one in tmp_path.iterdir()) == [
        "township=990101101",
        "township=990101102",
    ]
    assert first.stat().st_mtime_ns == written
    assert told == [(1, 2), (2, 2)]
    made = read_inputs(first, {"communities": first.with_name("communities.parquet")})
    assert made.households["households"].sum() == size_of("990101101").households


@pytest.mark.parametrize("number", [-1, TOWNSHIPS])
def test_there_are_no_more_townships_than_the_country_has(number: int) -> None:
    with pytest.raises(ProblemError, match=rf"no township {number + 1:,}; expected 1 to 38,602"):
        code_of(number)
