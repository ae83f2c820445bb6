"""Edits as values -> as people write them in an option: the way back of `gridgen.versions.said`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from gridgen.versions.edits import (
    Assign,
    Create,
    Dissolve,
    Edit,
    Lock,
    Merge,
    Move,
    Point,
    Rename,
    Renumber,
    Rule,
    SetAside,
    Split,
    Unlock,
    operation_of,
)
from gridgen.versions.said import Said

_MARKS = re.compile(r"([,，、=＝:：])")
_SHELL = re.compile(r'(["$`]|\\(?=["$`\\]|$))')


def written(edit: Edit) -> Said:
    r"""Return what is to be written for an edit, so that it is read as the same again.

    Names that begin or end with a space, or hold a backslash before a mark, are read as others.

    >>> written(Move(("第一组", "a,b"), "柳溪村第一网格"))
    Said(way='move', about='第一组,a\\,b', becomes='柳溪村第一网格', level='')
    """
    way = operation_of(edit)
    match edit:
        case Move():
            return Said(way, _listed(edit.units), _name(edit.to), edit.level)
        case Merge():
            return Said(way, _listed(edit.zones), level=edit.level)
        case Lock() | Unlock():
            return Said(way, _listed(edit.zones))
        case Split():
            places = edit.around or edit.line
            way = "split_around" if edit.around else "split_line" if edit.line else way
            becomes = _places(places) if places else str(edit.parts)
            about = _listed((edit.zone, *edit.together)) if edit.together else _name(edit.zone)
            return Said(way, about, becomes, edit.level)
        case Create():
            return Said(way, _listed(edit.units), _name(edit.name), edit.level)
        case SetAside():
            return Said(way, _listed(edit.units), _name(edit.name))
        case Dissolve():
            return Said(way, _name(edit.zone), level=edit.level)
        case Rename():
            return Said(way, _name(edit.zone), _name(edit.name))
        case Renumber():
            return Said(way, _name(edit.zone), edit.code)
        case Assign():
            post = f"{_name(edit.zone)}:{_name(edit.role)}"
            return Said(way, post, _listed(edit.people))
        case Rule():
            return Said(way, _name(edit.community), edit.goes_by)


def options_of(edits: Sequence[Edit]) -> list[str]:
    """Return the options of `gridgen edit` that ask for edits, quoted for a shell.

    A command has one `--level` for all its edits: those given are of one level.

    >>> options_of([Split("990101001201001", 3)])
    ['--split "990101001201001:3"']
    """
    each = [written(edit) for edit in edits]
    levels = sorted({said.level for said in each} - {""})
    return [*map(_option, each), *(f"--level {level}" for level in levels)]


def _option(said: Said) -> str:
    mark = ":" if said.way == "split" else "="
    # A post is left vacant by an equals sign with nothing behind it.
    has_right = said.becomes or said.way == "assign"
    text = f"{said.about}{mark}{said.becomes}" if has_right else said.about
    return f'--{said.way.replace("_", "-")} "{_SHELL.sub(_escaped, text)}"'


def _escaped(mark: re.Match[str]) -> str:
    return f"\\{mark.group()}"


def _name(text: str) -> str:
    return _MARKS.sub(r"\\\1", text)


def _listed(names: Iterable[str]) -> str:
    return ",".join(map(_name, names))


def _places(places: Iterable[Point]) -> str:
    return ",".join(f"{lon} {lat}" for lon, lat in places)
