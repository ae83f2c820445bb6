"""Rules get other bands for their first level, and stay the same in all else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gridgen.model.bands import Band
from gridgen.model.errors import RulesError
from gridgen.rules.banded import with_bands
from gridgen.rules.levels import PRESETS
from gridgen.rules.loader import load_rules, rules_of, rules_text


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_takes_other_bands_for_its_first_level_and_changes_in_nothing_else(
    name: str,
) -> None:
    before = load_rules(name)
    first = before.levels[0]
    bands = {kind: Band(band.fewest, band.most + 1) for kind, band in first.band.items()}

    after = rules_of(with_bands(rules_text(name)[0], bands), "rules.toml", read_from=name)

    assert after == replace(before, levels=(replace(first, band=bands), *before.levels[1:]))


def test_a_band_that_the_level_does_not_have_is_refused() -> None:
    with pytest.raises(RulesError, match=r"no band\.village to be changed"):
        with_bands(rules_text("wuzhong")[0], {"village": Band(1, 2)})
