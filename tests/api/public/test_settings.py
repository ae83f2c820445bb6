"""What everybody may see, by the environment."""

from __future__ import annotations

import pytest

from api.public.settings import Face
from gridgen.model.errors import CommandError


def test_what_is_public_is_a_setting() -> None:
    face = Face.from_environment(
        {
            "GRIDGEN_PUBLIC_LEAST": " 20",
            "GRIDGEN_PUBLIC_SUBLEVELS": "1",
            "GRIDGEN_CORS": "https://a.org, https://b.org,",
        }
    )

    assert face == Face(20, True, ("https://a.org", "https://b.org"))
    assert Face.from_environment({}) == Face(10, False, ())


@pytest.mark.parametrize("said", ["ten", "-1", "1.5", "9" * 10, "十"])
def test_a_least_count_that_is_none_is_refused(said: str) -> None:
    with pytest.raises(CommandError, match="GRIDGEN_PUBLIC_LEAST"):
        Face.from_environment({"GRIDGEN_PUBLIC_LEAST": said})
