"""A table of people who serve -> People: an id, a role, a place, a work phone, and nothing else.

Whatever else the table holds is dropped here, before anything could keep or repeat it; the messages
name headers and rows, never what stands in a cell.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gridgen.files.headers import active_geometry, recognise
from gridgen.files.origin import file_rows, origin_of
from gridgen.files.personal import numbers_hashed
from gridgen.files.points import places_of
from gridgen.files.values import Flags, code_column, to_codes, to_text
from gridgen.files.vocabulary import PEOPLE, SERVED
from gridgen.model.arrays import Texts, taken, texts
from gridgen.model.crs import project
from gridgen.model.errors import ReadError
from gridgen.model.findings import Finding, Severity, finding
from gridgen.model.people import People
from gridgen.rules.levels import Role
from gridgen.words.say import in_both

_NAME = re.compile(r"[\u4e00-\u9fff·]{2,}|[^\W\d_]{2,}([ ·,]+[^\W\d_]{2,})+")
"""Chinese characters alone, or several words without a number: "Zhang San"."""
_IDENTITY = re.compile(r"\d{17}[\dXx]|1\d{10}")
"""The number of an identity card, or of a mobile phone."""
_PHONE = re.compile(r"\+?[\d() -]{3,20}")


def to_people(
    table: pd.DataFrame, *, source: str, roles: Sequence[Role], crs_m: str
) -> tuple[People, tuple[Finding, ...]]:
    """Return the good rows of a table as people, and findings about the others.

    Parameters
    ----------
    table
        A GeoDataFrame, or a table with columns lon and lat; columns id and role, and work_phone and
        community (the code of the one to serve) if there are such. Any other column is dropped with
        a finding.
    source
        The file as the user knows it.
    roles
        Those of the rules. A row may name one, or give its label in either language.
    crs_m
        The metre CRS of the work.

    Raises
    ------
    ReadError
        There is no id, no role or no place; an id is a name, or like a number of a person;
        no row can be used.
    """
    known, found = recognise(table, PEOPLE, source)
    places = places_of(known, source=source, crs=None, headers=list(map(str, table.columns)))
    for column in ("id", "role"):
        if column not in known:
            raise ReadError("people_without_column", source=source, column=column)
    ids, of_ids = numbers_hashed(to_codes(known["id"]), source, origin_of(known).header["id"])
    number = file_rows(known)
    refuse_names(ids, number, source)
    role = _roles(to_text(known["role"]), roles)
    xy = project(places.xy, places.crs, crs_m)
    has_place = [bool(np.isfinite(place).all()) for place in xy]
    good = np.ones(len(ids), bool)
    seen: set[str] = set()
    left_out: list[Finding] = []
    for row, person in enumerate(ids):
        lacks = _lack(person, role[row], seen, has_place=has_place[row])
        if lacks:
            good[row] = False
            left_out.append(_left_out(f"{source}, row {number[row]}", lacks))
        else:
            seen.add(person)
    if not good.any():
        lacks = _lack(ids[0], role[0], set(), has_place=has_place[0])
        raise ReadError(
            "no_person_usable",
            source=source,
            rows=len(ids),
            roles=[r.name for r in roles],
            row=number[0],
            first=in_both(lacks),
        )
    phone, of_phones = _phones(known, source, good)
    everybody = People(ids, role, xy, phone=phone, community=code_column(known, "community"))
    people = taken(everybody, good)
    return people, found + of_ids + _dropped(table, source) + of_phones + tuple(left_out)


def _lack(person: str, role: str, seen: set[str], *, has_place: bool) -> str:
    """Return the sentence that says what a row lacks, "" where it lacks nothing."""
    if not person:
        return "person_no_id"
    if person in seen:
        return "person_id_twice"
    if not role:
        return "person_role_unknown"
    return "" if has_place else "person_no_place"


def _left_out(where: str, lacks: str) -> Finding:
    return finding("person_left_out", Severity.WARNING, where, reason=in_both(lacks))


def refuse_names(ids: Texts, number: NDArray[np.int64], source: str) -> None:
    """Raise ReadError where an id tells who it is; the message does not repeat it.

    `number` are those of the rows in the file.
    """
    for row, person in zip(number, ids, strict=True):
        if _NAME.fullmatch(person) or _IDENTITY.fullmatch(person):
            raise ReadError("person_id_is_name", source=source, row=row)


def _roles(said: Texts, roles: Sequence[Role]) -> Texts:
    """Return (n,) the name of the role that each row means, "" where the rules have none."""
    meaning = {
        word.casefold(): role.name for role in roles for word in (role.name, *role.label.values())
    }
    return texts([meaning.get(word.casefold(), "") for word in said])


def _phones(known: pd.DataFrame, source: str, good: Flags) -> tuple[Texts, tuple[Finding, ...]]:
    if "work_phone" not in known:
        return texts([""] * len(known)), ()
    phone = to_codes(known["work_phone"])
    odd = np.array([bool(p) and not _PHONE.fullmatch(p) for p in phone], bool) & good
    phone[odd] = ""
    number = int(odd.sum())
    if not number:
        return phone, ()
    return phone, (finding("person_phone_dropped", Severity.WARNING, source, number=number),)


def _dropped(table: pd.DataFrame, source: str) -> tuple[Finding, ...]:
    """Return a finding that names the headers of what is dropped, if there is such."""
    shape = active_geometry(table)
    extra = [
        str(header)
        for header in table.columns
        if header != shape and not _means(str(header)) and str(header).strip()
    ]
    if not extra:
        return ()
    headers = ", ".join(extra)
    return (finding("people_columns_dropped", Severity.WARNING, source, headers=headers),)


def _means(header: str) -> bool:
    """Say whether a header is one of ours.

    >>> _means("工作电话"), _means("姓名")
    (True, False)
    """
    empty = pd.DataFrame(columns=[header])
    return any(len(recognise(empty, words, "")[0].columns) for words in (PEOPLE, SERVED))
