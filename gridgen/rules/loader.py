"""A preset's name or a TOML file -> Rules, checked."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import fields, replace
from importlib.resources import files
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING, Any

from gridgen.model.bands import Band
from gridgen.model.datum import Datum
from gridgen.model.errors import BandError, RulesError
from gridgen.model.households import KEEP_KEYS
from gridgen.model.zones import column_of
from gridgen.rules.entry import Entry, parsed
from gridgen.rules.levels import (
    EMPTY_LAND,
    EXISTING,
    FOR,
    HARD,
    KEEPS,
    KINDS,
    LINE_CLASSES,
    MODES,
    ORDERS,
    PRESETS,
    Above,
    CodeRules,
    Level,
    Limits,
    LineRules,
    Prices,
    Role,
    Rules,
    keys_of,
    ruled_by,
)
from gridgen.words.say import either, in_both, reason_of

if TYPE_CHECKING:
    from gridgen.model.plan import Plan

RESERVED = (
    "communities", "households", "lines", "water", "buildings", "zones", "people", "findings",
    "plan", "layer_styles", "presences", "ids", "special", "centres", "posts", "areas", "ties",
    *(f"{key}s" for key in KEEP_KEYS),
)  # fmt: skip
"""Names that a plan's other layers and columns have."""

_TOP = (
    "name", "title", "source", "above", "level", "lines", "codes", "weights", "people",
    "empty_land", "span", "existing", "special", "virtual",
    "datum",
)  # fmt: skip
_LEVEL = (
    "name", "parent", "mode", "by", "centres", "counts", "keep", "split", "prefer",
    "hard", "code_digits", "label", "band", "limits",
)  # fmt: skip
_LEAST = {"walk_m": 1, "detour": 1, "compactness": 0, "on_lines": 0, "radius_m": 1}
_MOST = {"walk_m": 1_000_000, "detour": 1000, "compactness": 1, "on_lines": 1,
         "radius_m": 1_000_000}  # fmt: skip
_MANY = 1_000_000_000
_CROWD = 1_000_000


def load_rules(name: str | Path) -> Rules:
    """Return the rules of a preset ("standard") or of a TOML file.

    Raises
    ------
    RulesError
        The name is unknown, the file cannot be read, or something in it is wrong; the message names
        the line, the level and the key, and what may stand there.
    """
    text, file = rules_text(name)
    return rules_of(text, file, read_from=str(name))


def rules_for(plan: Plan, asked: str | Rules | None = None) -> Rules:
    """Return the rules that are asked for, else those of a plan, else the standard ones.

    The plan says by which rules it was made; one of a stranger's grids says nothing.

    Parameters
    ----------
    plan
        Made here or read from a file.
    asked
        A preset, the path of a rules file, or rules that are loaded; None or "" for those of the
        plan.

    Raises
    ------
    RulesError
        As `load_rules`.
    """
    if isinstance(asked, Rules):
        return asked
    return load_rules(asked or plan.made_by.rules or "standard")


def rules_of(text: str, file: str, *, read_from: str) -> Rules:
    """Return the rules that a text says.

    Parameters
    ----------
    text
        TOML.
    file
        What messages call it.
    read_from
        The preset or the path where it stands.

    Raises
    ------
    RulesError
        Something in it is wrong.
    """
    return replace(_rules(parsed(text, file)), read_from=read_from)


def rules_text(name: str | Path) -> tuple[str, str]:
    """Return the text of a preset or a file, and what messages call it.

    Raises
    ------
    RulesError
        The name is unknown, or the file cannot be read.
    """
    if str(name) in PRESETS:
        text = files("gridgen.rules").joinpath("presets", f"{name}.toml").read_text("utf-8")
        return text, f"{name}.toml"
    path = Path(name)
    if path.suffix != ".toml":
        raise RulesError("rules_unknown", name=str(name), known=list(PRESETS))
    try:
        return path.read_text("utf-8-sig"), path.name
    except OSError as why:
        raise RulesError("rules_unreadable", file=path, why=reason_of(why)) from why
    except UnicodeDecodeError as why:
        line = why.object[: why.start].count(b"\n") + 1
        raise RulesError("rules_not_utf8", file=path.name, line=line) from why
    except ValueError as why:  # no name for a file
        raise RulesError("rules_unreadable", file=path.name, why=str(why)) from why


def _rules(top: Entry) -> Rules:
    table = top.table(_TOP)
    above = _above(top.get("above", []))
    entries = top.get("level")
    if not isinstance(entries.value, list) or not entries.value:
        raise entries.wrong("rules_without_level")
    levels: list[Level] = []
    for entry in entries.items(in_both("rules_level_tables")):
        levels.append(_level(entry, levels, above))
    return Rules(
        top.get("name").text(),
        top.get("title", {}).both(),
        tuple(levels),
        source=table["source"].both() if "source" in table else {},
        above=above,
        lines=_lines(top.get("lines", {})),
        codes=_codes(top.get("codes", {}), levels),
        prices=_prices(top.get("weights", {})),
        people=_people(top.get("people", {}), levels),
        empty_land=top.get("empty_land", "around").one_of(EMPTY_LAND),
        span=top.get("span", "communities").one_of(("communities", *(a.name for a in above))),
        existing=top.get("existing", "ignore").one_of(EXISTING),
        special=top.get("special", True).yes(),
        virtual=top.get("virtual", True).yes(),
        datum=top.get("datum").one_of(tuple(Datum)) if "datum" in table else "",
    )


def _above(entry: Entry) -> tuple[Above, ...]:
    made: list[Above] = []
    for item in entry.items(in_both("rules_above_tables")):
        item.table(("name", "digits"))
        name = item.get("name").text()
        if not name.isidentifier() or name in RESERVED or name in [a.name for a in made]:
            raise item.wrong("rules_above_name", name=name)
        low = made[-1].digits + 1 if made else 1  # from the top: each names more digits
        made.append(Above(name, item.get("digits").whole(low, 11)))
    return tuple(made)


def _lines(entry: Entry) -> LineRules:
    table = entry.table([field.name for field in fields(LineRules)], in_both("rules_lines_table"))
    said: dict[str, Any] = {}
    for meaning, classes in table.items():
        said[meaning] = tuple(
            item.one_of(LINE_CLASSES) for item in classes.items(in_both("rules_classes"))
        )
    return LineRules(**said)


def _codes(entry: Entry, levels: list[Level]) -> CodeRules:
    entry.table([field.name for field in fields(CodeRules)])
    most = 10 ** levels[0].code_digits - 1
    # 801 and 901; with fewer digits the same tenths of the numbers: 81 and 91, 8 and 9
    usual = CodeRules()
    one, tenth = int(most > 9), (most + 1) // 10
    special = entry.get("special_from", min(usual.special_from, 8 * tenth + one))
    virtual = entry.get("virtual_from", min(usual.virtual_from, 9 * tenth + one))
    first = special.whole(1, max(most - 1, 1))
    return CodeRules(
        entry.get("order", "rows").one_of(ORDERS), first, virtual.whole(first + 1, max(most, 2))
    )


def _prices(entry: Entry) -> Prices:
    entry.table([field.name for field in fields(Prices)])
    return Prices(**{name: entry.get(name).number(0, _MANY) for name in entry.value})


# --- people --------------------------------------------------------------------------------------


def _people(entry: Entry, levels: list[Level]) -> tuple[Role, ...]:
    if not isinstance(entry.value, dict):
        raise entry.wrong("rules_people_tables", value=repr(entry.value))
    return tuple(_role(name, entry.get(name), levels) for name in entry.value)


def _role(name: str, entry: Entry, levels: list[Level]) -> Role:
    named = [level.name for level in levels]
    taken = {column_of(word) for word in (*RESERVED, *named, "presence")} | {"geometry", "geom"}
    is_odd = not name.isidentifier() or name in {*taken, *RESERVED}
    if not isinstance(entry.value, dict) or is_odd:
        raise entry.wrong("rules_role_name", key=entry.key)
    entry.table(("level", "label", "each", "zones", "households"))
    level = entry.get("level").one_of(("communities", *named))
    label = entry.get("label", {}).both()
    if "households" in entry.value:
        if "each" in entry.value or "zones" in entry.value:
            raise entry.wrong("rules_role_households", key=entry.key)
        return Role(name, label, level, households=_span(entry.get("households")))
    band = _span(entry.get("each", 1))
    zones = entry.get("zones", 1)
    if not _is_count(zones.value):
        raise zones.wrong("rules_role_zones", key=zones.key, value=repr(zones.value))
    if zones.value > 1 and band.most > 1:
        raise zones.wrong(
            "rules_role_zones_and_each", key=zones.key, zones=zones.value, each=band.most
        )
    return Role(name, label, level, fewest=band.fewest, most=band.most, zones=zones.value)


def _span(entry: Entry) -> Band:
    """Return fewest and most from `{ fewest, most }` or from one number for both."""
    if _is_count(entry.value):
        return Band(entry.value, entry.value)
    entry.table(("fewest", "most"), in_both("rules_count_or_band", most=_CROWD))
    return _band(entry, entry.get("fewest", 1), entry.get("target", 0), _CROWD)


def _band(entry: Entry, fewest: Entry, target: Entry, many: int) -> Band:
    """Return the band of a table that holds `most`; no number in it is above `many`."""
    try:
        numbers = (fewest.whole(1, many), entry.get("most").whole(1, many), target.whole(0, many))
    except RulesError as why:  # whatever is wrong with a band is told as one kind of error
        raise BandError(why.key, **why.fields) from why
    try:
        return Band(*numbers)
    except BandError as why:
        wrong = entry.wrong("rules_band", key=entry.key, why=why)
        raise BandError(wrong.key, **wrong.fields) from why


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= _CROWD


# --- one level -----------------------------------------------------------------------------------


def _level(entry: Entry, made: list[Level], above: tuple[Above, ...]) -> Level:
    if not isinstance(entry.value, dict):
        raise entry.wrong("rules_level_table", value=repr(entry.value))
    numbered = entry.inside(in_both("rules_level_numbered", number=len(made) + 1))
    name = numbered.get("name").text()
    entry = entry.inside(in_both("rules_level_named", name=name))
    entry.table(_LEVEL)
    taken = [level.name for level in made] + [a.name for a in above]
    if name in taken or name in RESERVED or not name.isidentifier():
        raise entry.get("name").wrong("rules_level_name", taken=list(RESERVED))
    parent = entry.get("parent")
    expected = made[-1].name if made else "communities"
    if parent.value != expected:
        raise parent.wrong("rules_parent", found=parent.found, parent=expected)
    band = _bands(entry)
    mode = _modes(entry, band, made)
    counts = entry.get("counts", "households").text()
    _refuse_larger(entry, band, counts, made)
    keep = entry.get("keep", ["place"]).some_of(KEEPS)
    split = entry.get("split", [])
    if not isinstance(split.value, list) or any(key not in keep for key in split.value):
        raise split.wrong("rules_split", value=repr(split.value), keep=list(keep))
    return Level(
        name=name,
        parent=expected,
        keep=keep,
        split=tuple(split.value),
        prefer=_preferred(entry, keep, is_first=not made),
        code_digits=entry.get("code_digits", 3).whole(1, 6),
        label=_label(entry.get("label", {})),
        mode=mode,
        band=band,
        by=_by(entry, mode),
        centres=entry.get("centres", "*").text().removeprefix("*"),
        counts=counts,
        hard=entry.get("hard", ["size"]).some_of(HARD),
        limits=_limits(entry.get("limits", {})),
    )


def _preferred(entry: Entry, keep: tuple[str, ...], *, is_first: bool) -> tuple[str, ...]:
    """Return what the first level keeps whole as far as the band allows."""
    prefer = entry.get("prefer", [])
    if prefer.value == []:
        return ()
    found = prefer.some_of(KEEP_KEYS)
    if not is_first or set(found) & set(keep):
        raise prefer.wrong("rules_prefer", value=repr(prefer.value))
    return found


def _modes(entry: Entry, band: dict[str, Band], made: list[Level]) -> dict[str, str]:
    """Return the mode for each of `FOR`: one for all that have a band, or as a table says."""
    said = entry.get("mode", "band")
    if isinstance(said.value, dict):
        mode = {key: said.get(key).one_of(MODES) for key in said.table(FOR)}
    else:
        one = said.one_of(MODES)
        # "given" and "unit" need no band: they are made wherever the level above is.
        given = tuple(made[-1].mode) if made else KINDS
        mode = dict.fromkeys(band or (given if one in ("given", "unit") else ()), one)
    searched = [key for key, how in mode.items() if how in ("band", "around")]
    lacks = [key for key in searched if not _is_said_for(ruled_by(key, mode), band)]
    if not mode or lacks:
        raise entry.get("band").wrong("rules_without_band", whom=either(lacks or KINDS))
    for key in band:
        if not any(_is_said_for([who], mode) for who in ruled_by(key, [key])):
            raise entry.get("band").get(key).wrong("rules_band_useless", key=key)
    for key in mode if made else ():
        if not _is_said_for(ruled_by(key, mode), made[-1].mode):
            at = said.get(key) if isinstance(said.value, dict) else said
            raise at.wrong(
                "rules_parent_not_there",
                whom=in_both("rules_of_kind" if key in KINDS else "rules_of_class", name=key),
                parent=made[-1].name,
                known=list(made[-1].mode),
            )
    return mode


def _refuse_larger(entry: Entry, band: dict[str, Band], counts: str, made: list[Level]) -> None:
    """A zone cannot hold more than the zone around it, where both count the same."""
    if not made or made[-1].counts != counts:
        return
    for key, mine in band.items():
        for who in ruled_by(key, band):
            around = made[-1].band_of(who)
            if around is not None and mine.fewest > around.most:
                at = entry.get("band").get(key)
                raise at.wrong(
                    "rules_larger_than_parent",
                    key=key,
                    fewest=mine.fewest,
                    parent=made[-1].name,
                    most=around.most,
                )


def _is_said_for(whom: Iterable[str], said: Collection[str]) -> bool:
    """Say whether something is said for each class and kind of `whom`."""
    return all(any(key in said for key in keys_of(who)) for who in whom)


def _by(entry: Entry, mode: dict[str, str]) -> tuple[str, ...]:
    said = entry.get("by", [])
    needed = [m for m in mode.values() if m in ("given", "unit")]
    by = tuple(item.text() for item in said.items(in_both("rules_columns")))
    if needed and not by:
        raise said.wrong("rules_without_by", mode=needed[0], columns=list(KEEP_KEYS))
    return by


def _label(entry: Entry) -> dict[str, str]:
    label = entry.both()
    for lang, text in label.items():
        if not _can_be_filled(text):
            raise entry.get(lang).wrong("rules_label", label=text)
    return label


def _can_be_filled(text: str) -> bool:
    try:
        parts = list(Formatter().parse(text))
    except ValueError:
        return False
    fields_ = [(name, spec, how) for _, name, spec, how in parts if name is not None]
    plain = all(
        name in ("n", "nn", "name") and not spec and how is None for name, spec, how in fields_
    )
    return plain and bool(fields_) and "{{" not in text and "}}" not in text


def _bands(entry: Entry) -> dict[str, Band]:
    table = entry.get("band", {})
    if not isinstance(table.value, dict):
        raise table.wrong("rules_without_band", whom=either(KINDS))
    bands: dict[str, Band] = {}
    for key, said in table.table(FOR).items():
        said.table(("fewest", "most", "target"))
        bands[key] = _band(said, said.get("fewest"), said.get("target", 0), _MANY)
    return bands


def _limits(entry: Entry) -> dict[str, Limits]:
    limits: dict[str, Limits] = {}
    for key, said in entry.table(FOR, in_both("rules_limits")).items():
        table = said.table(_MOST)
        limits[key] = Limits(
            **{name: number.number(_LEAST[name], _MOST[name]) for name, number in table.items()}
        )
    return limits
