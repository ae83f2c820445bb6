"""What may be asked of a division, and what is refused."""

from __future__ import annotations

import pytest
from villages import (
    divide,
    township,
)

import gridgen


def test_a_language_that_is_not_spoken_is_refused() -> None:
    households, communities = township()

    with pytest.raises(gridgen.GridgenError, match="fr"):
        divide(households, communities, lang="fr")
