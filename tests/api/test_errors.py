"""From an error to its status."""

from __future__ import annotations

import pytest
from living import ON_SQLITE, SCOPE, Serve, asking

from api.errors import status_of
from gridgen.model.errors import (
    BandError,
    CommandError,
    ConflictError,
    NotInPlanError,
    NotInStoreError,
    StoreError,
)
from gridgen.versions.store.database import Store
from gridgen.words.say import GridgenError


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NotInPlanError("plan_without_people"), 404),
        (NotInStoreError("planning_no_version", version="7"), 404),
        (StoreError("store_times_odd", number=0), 409),
        (ConflictError("store_moved_on", version="1", edit=2, actor="p1"), 409),
        (CommandError("store_not_said"), 422),
        # Without a row of its own: that of its parent.
        (BandError("band_upside_down", fewest=2, most=1), 422),
    ],
)
def test_each_kind_of_error_has_a_status(error: GridgenError, status: int) -> None:
    assert status_of(error) == status


@ON_SQLITE
def test_a_store_that_fails_is_said_with_when_to_ask_again(store: Store, serve: Serve) -> None:
    app = serve()
    app.state.store.close()
    store.close()
    assert store.file is not None
    store.file.write_bytes(b"no database at all, but a text of some length" * 100)

    answer = asking(app).get(f"/collections/{SCOPE}.grids?lang=en")

    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert answer.json()["title"] == "Service Unavailable"
    assert "the file is no store" in answer.json()["detail"]
