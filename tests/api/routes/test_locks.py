"""Zones are locked and unlocked over HTTP."""

from __future__ import annotations

from living import ON_SQLITE, Serve, asking
from plans import VILLAGE

from gridgen.versions.store.versions import Version

FIRST = f"{VILLAGE}001"


@ON_SQLITE
def test_a_zone_is_locked_and_unlocked(serve: Serve, version: Version) -> None:
    client = asking(serve())
    address = f"/versions/1/locks/{FIRST}"

    locked = client.ask("PUT", address, headers={"If-Match": '"1-0"'}, json={"reason": "agreed"})
    listed = client.get("/versions/1/locks").json()
    unlocked = client.ask("DELETE", address, headers={"If-Match": '"1-1"'})

    assert (locked.status_code, unlocked.status_code) == (200, 200)
    assert [lock["code"] for lock in listed["locks"]] == [FIRST]
    assert client.get("/versions/1/locks").json()["locks"] == []
    nowhere = client.ask("PUT", "/versions/1/locks/nowhere", headers={"If-Match": "*"})
    assert nowhere.status_code == 404
    assert client.ask("PUT", address).status_code == 428
