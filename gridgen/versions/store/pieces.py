"""What no edit changes of a plan <-> bytes, piece by piece; each is stored once, by its hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, insert, select

from gridgen.model.arrays import Shapes, Texts
from gridgen.model.centres import Centres
from gridgen.model.communities import Communities
from gridgen.model.findings import Finding, Rejected, Severity
from gridgen.model.ground import Features
from gridgen.model.households import Households
from gridgen.model.links import Links
from gridgen.model.people import People, Staff
from gridgen.model.plan import Plan
from gridgen.model.special import SpecialGrids
from gridgen.model.ties import Tie
from gridgen.model.township import Township
from gridgen.rules.levels import Rules
from gridgen.rules.loader import rules_of
from gridgen.versions.store.packing import (
    aside_of,
    from_bytes,
    shapes_of,
    to_bytes,
    value_from_bytes,
    value_to_bytes,
    wkb_of,
)
from gridgen.versions.store.schema import CONTENTS, PIECES

LINKS = "links/"
"""Before the code of the community in the role of a piece."""

_GROUND = "ground/"
_OF_TOWNSHIP = {"special": SpecialGrids, "centres": Centres, "people": People}


@dataclass(frozen=True, slots=True, eq=False)
class Base:
    """What of a plan no edit changes, but for the class of a community.

    Attributes
    ----------
    township
        As the plan holds it.
    presence, community_of
        (n,) as the plan holds them.
    staff
        Without posts; None where nobody serves.
    rules
        By which the plan is checked.
    """

    township: Township
    presence: Texts
    community_of: Any
    staff: Staff | None
    rules: Rules


def pieces_of(plan: Plan, rules_text: str, read_from: str) -> dict[str, bytes]:
    """Return the pieces of a plan by their roles, without links.

    Parameters
    ----------
    plan
        Its zones, posts and findings are left out.
    rules_text
        The rules as TOML.
    read_from
        The preset or the path where they stand.
    """
    township = plan.township
    rejected = [{**asdict(one), "found": finding_row(one.found)}
                for one in township.households.rejected]  # fmt: skip
    pieces = {
        "households": value_to_bytes(township.households, aside={"rejected": rejected}),
        "communities": value_to_bytes(plan.communities),
        "township": _json(_facts_of(township)),
        "placing": to_bytes({"presence": plan.presence, "community_of": plan.community_of}, None),
        "rules": _json({"text": rules_text, "read_from": read_from}),
    }
    pieces |= {f"{_GROUND}{name}": value_to_bytes(f) for name, f in township.ground.items()}
    for name in _OF_TOWNSHIP:
        if (value := getattr(township, name)) is not None:
            pieces[name] = value_to_bytes(value)
    if (staff := plan.staff) is not None:
        pieces["staff"] = value_to_bytes(staff.people)
        pieces["area"] = to_bytes({"area": wkb_of(staff.area)}, None, binary=["area"])
        pieces["contact_of"] = to_bytes(dict(staff.contact_of), None)
    return pieces


def base_of(pieces: Mapping[str, bytes]) -> Base:
    """Return what `pieces_of` wrote."""
    placing, _ = from_bytes(pieces["placing"])
    rules = json.loads(pieces["rules"])
    return Base(
        _township(pieces),
        placing["presence"],
        placing["community_of"],
        _staff(pieces) if "staff" in pieces else None,
        rules_of(rules["text"], rules["read_from"], read_from=rules["read_from"]),
    )


def _facts_of(township: Township) -> dict[str, Any]:
    return {
        "crs": township.crs,
        "ties": [asdict(tie) for tie in township.ties],
        "findings": [finding_row(found) for found in township.findings],
        "source": dict(township.source),
        "ground": list(township.ground),
    }


def _township(pieces: Mapping[str, bytes]) -> Township:
    facts = json.loads(pieces["township"])
    rejected = tuple(
        Rejected(**{**one, "found": finding_of(one["found"])})
        for one in aside_of(pieces["households"])["rejected"]
    )
    given: dict[str, Any] = {
        name: value_from_bytes(kind, pieces[name])
        for name, kind in _OF_TOWNSHIP.items()
        if name in pieces
    }
    return Township(
        value_from_bytes(Households, pieces["households"], rejected=rejected),
        facts["crs"],
        communities=value_from_bytes(Communities, pieces["communities"]),
        ground={
            name: value_from_bytes(Features, pieces[f"{_GROUND}{name}"]) for name in facts["ground"]
        },
        ties=tuple(Tie(**tie) for tie in facts["ties"]),
        findings=tuple(map(finding_of, facts["findings"])),
        source=facts["source"],
        **given,
    )


def _staff(pieces: Mapping[str, bytes]) -> Staff:
    area: Shapes = shapes_of(from_bytes(pieces["area"])[0]["area"])
    contact_of, _ = from_bytes(pieces["contact_of"])
    return Staff(value_from_bytes(People, pieces["staff"]), (), contact_of, area)


def finding_row(found: Finding) -> list[Any]:
    """Return a finding as plain values."""
    numbers = [None if n is None else getattr(n, "item", lambda n=n: n)()
               for n in (found.number, found.limit)]  # fmt: skip
    return [found.rule, found.severity.value, found.where, *numbers, found.zh, found.en]


def finding_of(row: Iterable[Any]) -> Finding:
    """Return the finding that `finding_row` wrote."""
    rule, severity, where, number, limit, zh, en = row
    return Finding(rule, Severity(severity), where, number, limit, zh=zh, en=en)


def put_pieces(connection: Connection, version: int, pieces: Mapping[str, bytes]) -> None:
    """Store the pieces of a version; bytes that are there already stay as they are."""
    hash_of = {role: hashlib.sha256(stored).hexdigest() for role, stored in pieces.items()}
    there = set(connection.scalars(select(CONTENTS.c.hash)))
    for role, digest in hash_of.items():
        if digest not in there:
            connection.execute(insert(CONTENTS), {"hash": digest, "bytes": pieces[role]})
            there.add(digest)
    rows = [{"version": version, "role": role, "hash": digest} for role, digest in hash_of.items()]
    connection.execute(insert(PIECES), rows)


def get_pieces(connection: Connection, version: int) -> dict[str, bytes]:
    """Return the pieces of a version by their roles, without links."""
    asked = (
        select(PIECES.c.role, CONTENTS.c.bytes)
        .join(CONTENTS, CONTENTS.c.hash == PIECES.c.hash)
        .where(PIECES.c.version == version, ~PIECES.c.role.startswith(LINKS))
    )
    return {role: bytes(stored) for role, stored in connection.execute(asked)}


def rules_text_of(connection: Connection, version: int) -> str:
    """Return the rules of a version as TOML."""
    asked = select(CONTENTS.c.bytes).join(PIECES, CONTENTS.c.hash == PIECES.c.hash)
    asked = asked.where(PIECES.c.version == version, PIECES.c.role == "rules")
    return str(json.loads(bytes(connection.execute(asked).scalar_one()))["text"])


def kept_links(reading: Callable[[], Any], version: int) -> Callable[[str], Links | None]:
    """Return what gives the links of a community of a version by its code, where they are kept.

    Parameters
    ----------
    reading
        Opens a connection to the store, as `Store.reading`.
    version
        Its number in the store.
    """

    def links_of(code: str) -> Links | None:
        asked = (
            select(CONTENTS.c.bytes)
            .join(PIECES, CONTENTS.c.hash == PIECES.c.hash)
            .where(PIECES.c.version == version, PIECES.c.role == f"{LINKS}{code}")
        )
        with reading() as connection:
            stored = connection.scalar(asked)
        return None if stored is None else value_from_bytes(Links, bytes(stored))

    return links_of


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True).encode()
