"""What is answered without leaving the event loop: the same as else, and never what was before."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from living import ON_SQLITE, SCOPE, Serve, asking, put_in_force, renamed
from plans import VILLAGE, lonlat, town

from api.access.callers import Caller, Role
from api.deps import Plans
from api.files import Files
from api.living import Living
from api.settings import Settings
from gridgen.versions.store.database import Store
from gridgen.versions.store.versions import Version, draft_from

pytestmark = ON_SQLITE

EVERYBODY = Caller("p1", Role.VIEWER)
STRANGER = Caller("p2", Role.VIEWER, ("110101",))


def plans_over(store: Store, folder: Path, caller: Caller = EVERYBODY) -> Plans:
    """The plans of a folder and of a store, none of them read yet."""
    return Plans(Files(Settings(data=folder), lambda _: town()), Living(store, 4), caller)


def test_nothing_is_at_hand_before_it_was_read(store: Store, tmp_path: Path) -> None:
    (tmp_path / "qinghe.gpkg").write_text("")

    assert plans_over(store, tmp_path).at_hand() is None


def test_what_is_at_hand_is_what_is_chosen(store: Store, version: Version, tmp_path: Path) -> None:
    put_in_force(store, version, date.today())
    (tmp_path / "qinghe.gpkg").write_text("")
    plans = plans_over(store, tmp_path)
    plans.chosen()

    for name in (None, "qinghe", SCOPE):
        held = plans.at_hand(name)
        assert held is not None
        assert [one.name for one in held] == [one.name for one in plans.chosen(name)]


def test_a_file_that_was_replaced_is_not_at_hand(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "qinghe.gpkg"
    file.write_text("")
    plans = plans_over(store, tmp_path)
    plans.chosen()

    file.write_text("another")

    assert plans.at_hand() is None


def test_drafts_and_what_is_not_there_are_never_at_hand(
    store: Store, version: Version, tmp_path: Path
) -> None:
    put_in_force(store, version, date.today())
    draft = draft_from(store, version.id, actor="p1")
    plans = plans_over(store, tmp_path)
    plans.chosen()
    plans.get(f"v{draft.id}")

    for name in (f"v{draft.id}", "v1", "nothing", "110101001"):
        assert plans.at_hand(name) is None


def test_another_day_has_what_was_in_force_then(
    store: Store, version: Version, tmp_path: Path
) -> None:
    put_in_force(store, version, date.today())
    plans = plans_over(store, tmp_path)
    plans.chosen()

    assert plans.at_hand(None, date.today() - timedelta(days=1)) == []
    assert plans.at_hand(SCOPE, date.today() - timedelta(days=1)) is None


def test_a_stranger_has_nothing_at_hand(store: Store, version: Version, tmp_path: Path) -> None:
    put_in_force(store, version, date.today())
    known = plans_over(store, tmp_path)
    known.chosen()

    strange = Plans(known._files, known._living, STRANGER)

    assert strange.at_hand() == []
    assert strange.at_hand(SCOPE) is None


def test_an_answer_at_once_is_that_of_the_first_time(
    store: Store, serve: Serve, version: Version
) -> None:
    put_in_force(store, version, date.today())
    client = asking(serve())
    lon, lat = lonlat(10, 10)
    every = (
        f"/locate?lon={lon}&lat={lat}", "/households/h1", "/households/nobody",
        f"/collections/{SCOPE}.grids/items?limit=2", f"/collections/{SCOPE}.nothing/items",
    )  # fmt: skip

    for address in every:
        first, again = client.get(address), client.get(address)
        assert (first.status_code, first.content) == (again.status_code, again.content)
    assert client.get(every[0]).json()["places"][0]["community_code"] == VILLAGE


def test_the_day_that_is_asked_for_decides(store: Store, serve: Serve, version: Version) -> None:
    put_in_force(store, version, date.today())
    client = asking(serve())
    lon, lat = lonlat(10, 10)
    yesterday = (date.today() - timedelta(days=1)).isoformat()

    today = client.get(f"/locate?lon={lon}&lat={lat}&day={date.today()}").json()
    before = client.get(f"/locate?lon={lon}&lat={lat}&day={yesterday}").json()
    odd = client.get(f"/locate?lon={lon}&lat={lat}&day=soon")

    assert [place["plan"] for place in today["places"]] == [SCOPE]
    assert before["places"] == []
    assert odd.status_code == 400


def test_an_edit_is_in_the_next_answer_though_the_draft_was_asked_before(
    store: Store, serve: Serve, version: Version, tmp_path: Path
) -> None:
    client = asking(serve())
    lon, lat = lonlat(10, 10)
    address = f"/locate?lon={lon}&lat={lat}&plan=v{version.id}"
    client.get(address)

    renamed(store, version.id, "河东网格")

    (place,) = client.get(address).json()["places"]
    assert place["zones"][0]["name"] == "河东网格"
