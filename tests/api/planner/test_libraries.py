"""What the page takes from npm: named by the lock file, without addresses; there or not."""

from __future__ import annotations

import json

import pytest
from starlette.exceptions import HTTPException

from api.planner.libraries import FETCHED, PAGE, fetched, is_there
from api.planner.page_files import PageFiles


def test_the_lock_file_pins_every_version_by_its_hash_and_holds_no_addresses() -> None:
    lock = json.loads((PAGE / "package-lock.json").read_text("utf-8"))
    packages = {name: one for name, one in lock["packages"].items() if name}

    assert all(one["version"] and one["integrity"] for one in packages.values())
    assert not [name for name, one in packages.items() if "resolved" in one]
    run = {name.removeprefix("node_modules/") for name, one in packages.items() if "dev" not in one}
    assert run == {"pmtiles", "fflate"}


@pytest.mark.parametrize("name", FETCHED)
def test_a_script_that_was_fetched_is_handed_out_and_else_not_there(name: str) -> None:
    shelf = PageFiles()

    if fetched(name) is None:
        with pytest.raises(HTTPException, match="404"):
            shelf.take(name)
        assert not is_there(with_types=False)
    else:
        made, kind = shelf.take(name)
        assert (b"pmtiles" in made.body, kind) == (True, "text/javascript; charset=utf-8")
    assert not [*PAGE.rglob(name)]
