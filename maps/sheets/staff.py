"""Who answers for which grid: read from a table when a sheet is printed, kept nowhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from gridgen.files.headers import recognise
from gridgen.files.inputs import read_table
from gridgen.files.values import text_column
from gridgen.files.vocabulary import STAFF
from gridgen.model.errors import ReadError
from gridgen.model.plan import Plan
from gridgen.people.roster import role_labels
from gridgen.plans.names import Called, code_of
from maps.ink.fonts import plain

_HEADS = ("网格长", "组长", "村长", "主任", "书记", "head", "chief", "leader")


@dataclass(frozen=True, slots=True)
class Person:
    """One person of a grid: duty, name and work phone, any of them ""."""

    role: str
    name: str
    phone: str

    @property
    def is_head(self) -> bool:
        """Whether the duty is to lead."""
        return any(word in self.role.casefold() for word in _HEADS)


@dataclass(frozen=True, slots=True)
class StaffTable:
    """People by the code of their grid, community or building, in the order of the table."""

    of: Mapping[str, tuple[Person, ...]] = field(default_factory=dict, repr=False)

    def __bool__(self) -> bool:
        return bool(self.of)

    def people(self, code: str) -> tuple[Person, ...]:
        """Return the people of a code, heads first."""
        return tuple(sorted(self.of.get(code, ()), key=lambda person: not person.is_head))

    def head(self, code: str) -> Person | None:
        """Return the head of a code: by duty, or the only one who stands there without one."""
        people = self.people(code)
        if people and (people[0].is_head or not people[0].role):
            return people[0]
        return None


@dataclass(frozen=True, slots=True)
class Answer:
    """Who answers for a zone as a plan says: a role in each language and a work phone, or nobody.

    A person's id stands on no sheet.
    """

    role: Mapping[str, str]
    phone: str
    is_vacant: bool


def answers_of(plan: Plan) -> dict[str, tuple[Answer, ...]]:
    """Return the posts of a plan by the code of their zone."""
    if plan.staff is None:
        return {}
    label_of = role_labels(plan)
    phone_of = dict(zip(plan.staff.people.ids, plan.staff.people.phone, strict=True))
    found: dict[str, tuple[Answer, ...]] = {}
    for post in plan.staff.posts:
        answer = Answer(label_of[post.role], plain(phone_of.get(post.person, "")), not post.person)
        found[plain(post.zone)] = (*found.get(plain(post.zone), ()), answer)
    return found


def by_codes(staff: StaffTable, names: Mapping[str, Called]) -> StaffTable:
    """Return the people by codes, where their table says names of communities or zones.

    What is no name of these, such as a building, stays as it stands.

    Raises
    ------
    NotInPlanError
        Several are called so.
    """
    called = {name for pair in names.values() for name in pair}
    found: dict[str, tuple[Person, ...]] = {}
    for key, people in staff.of.items():
        code = code_of(key, names, "--staff") if key in called else key
        found[code] = (*found.get(code, ()), *people)
    return StaffTable(found)


def read_staff(path: str | Path) -> StaffTable:
    """Return the people in a CSV or Excel table: a row each, with the code they belong to.

    Columns: code (网格编码; also the full name of a grid or community), role (职务), name (姓名),
    phone (电话); only code and name are needed.

    Raises
    ------
    ReadError
        The file cannot be read as a table, or has no column for codes or for names.
    """
    table, source = read_table(path)
    known, _ = recognise(table, STAFF, source)
    for key in ("code", "name"):
        if key not in known:
            raise ReadError(
                "staff_without_column",
                source=source,
                column=key,
                called=STAFF[key][-2],
                known=[str(column) for column in table.columns],
            )
    people: dict[str, list[Person]] = {}
    cells = [
        [plain(text) for text in text_column(known, key)]
        for key in ("code", "role", "name", "phone")
    ]
    for code, role, name, phone in zip(*cells, strict=True):
        if code and name:
            people.setdefault(code, []).append(Person(role, name, phone))
    return StaffTable({code: tuple(own) for code, own in people.items()})
