"""Hooks: who is told, for which land, and no more once they are taken out."""

from __future__ import annotations

import pytest

from gridgen.model.errors import NotInPlanError, RequestError
from gridgen.versions.store.audit import lines_of
from gridgen.versions.store.database import Store
from gridgen.versions.store.hooks import add_hook, hooks, remove_hook
from gridgen.versions.store.outbox import deliveries_of, put_ping

ADDRESS = "https://oa.example.org/hook"


def test_a_hook_stands_with_a_secret_of_its_own(store: Store) -> None:
    one, two = (add_hook(store, ADDRESS, ["9901"], actor="p1") for _ in range(2))

    assert hooks(store) == [one, two]
    assert one.secret.startswith("whsec_")
    assert one.secret != two.secret
    assert one.secret not in repr(one)


@pytest.mark.parametrize(
    ("scopes", "scope", "is_told"),
    [
        ([""], "990101001", True),
        (["9901"], "990101001", True),
        (["990101001"], "990101001", True),
        (["990101002"], "990101001", False),
        (["88", "990101001"], "990101001", True),
        (["990101001"], "990101", False),
    ],
)
def test_a_hook_is_told_of_its_land(
    store: Store, scopes: list[str], scope: str, is_told: bool
) -> None:
    assert add_hook(store, ADDRESS, scopes, actor="p1").is_told_of(scope) is is_told


def test_a_hook_that_is_taken_out_is_told_nothing_that_still_waits(store: Store) -> None:
    gone, stays = (add_hook(store, ADDRESS, [""], actor="p1") for _ in range(2))
    for hook in (gone, stays):
        put_ping(store, hook)

    remove_hook(store, gone.id, actor="p2")

    assert hooks(store) == [stays]
    assert [one.state for one in deliveries_of(store, gone.id, most=9)] == ["given_up"]
    assert [one.state for one in deliveries_of(store, stays.id, most=9)] == ["waiting"]
    with store.reading() as connection:
        did = [(line.actor, line.action, line.subject) for line in lines_of(connection)]
    assert did[-1] == ("p2", "remove-hook", f"hook {gone.id}")


def test_a_hook_that_is_not_there_or_no_more_is_said(store: Store) -> None:
    gone = add_hook(store, ADDRESS, [""], actor="p1")
    remove_hook(store, gone.id, actor="p1")

    for id_ in ("nothing", gone.id):
        with pytest.raises(NotInPlanError, match=f"There is no hook '{id_}'"):
            remove_hook(store, id_, actor="p1")


def test_scopes_that_are_none_are_refused(store: Store) -> None:
    with pytest.raises(RequestError, match="town"):
        add_hook(store, ADDRESS, ["town"], actor="p1")
