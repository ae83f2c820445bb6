"""What a file says of its system is handed on, or told with the file."""

from __future__ import annotations

import pytest

from gridgen.files.crs_text import crs_from_text
from gridgen.model.errors import ReadError


@pytest.mark.parametrize("blank", ["", " \r\n", "\x00\x00", "\ufeff"])
def test_a_blank_text_says_nothing(blank: str) -> None:
    assert crs_from_text(blank, source="a.prj") is None


def test_what_is_refused_is_told_with_the_file_and_the_text() -> None:
    with pytest.raises(ReadError, match=r"a\.prj: .*'/srv/grid\.gsb' would open another file"):
        crs_from_text("/srv/grid.gsb", source="a.prj")
    with pytest.raises(ReadError, match=r"a\.prj: .*'somewhere' cannot be understood"):
        crs_from_text("somewhere", source="a.prj")
