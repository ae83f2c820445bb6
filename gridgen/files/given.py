"""Files that a division is given beside its input -> the grids that there are, and what is new."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from gridgen.files.inputs import read_inputs, read_table
from gridgen.files.newer import NewInputs
from gridgen.files.plan_reader import read_plan
from gridgen.model.errors import ReadError

if TYPE_CHECKING:
    import geopandas as gpd

    from gridgen.model.plan import Plan


def existing_grids(source: str) -> Plan | gpd.GeoDataFrame:
    """Return the existing grids of a file: a plan, or a layer of polygons."""
    try:
        return read_plan(source)
    except ReadError:  # not a plan: polygons with a code, or the reason why not
        return read_table(source)[0]


def new_inputs(
    households: str | None,
    beside: Mapping[str, str | None],
    *,
    encoding: str | None = None,
    columns: Mapping[str, str] | None = None,
    corrections: Sequence[str] = (),
    **said: Any,
) -> NewInputs:
    """Read what is new of a plan's input.

    Parameters
    ----------
    households
        The file of the newer list; None where there is none.
    beside
        Other files by role; None where none is named.
    encoding, columns, corrections
        As `gridgen.files.inputs.read_inputs` takes them.
    said
        The other fields of `NewInputs`.
    """
    tables: dict[str, Any] = {}
    source: dict[str, str] = {}
    digest = ""
    if households is not None:
        read = read_inputs(households, encoding=encoding, columns=columns, corrections=corrections)
        tables["households"], source = read.households, dict(read.source)
        # With anything else it is not the list alone of which the plan is made.
        digest = "" if any(beside.values()) else read.input_hash
    for role, file in beside.items():
        if file is not None:
            tables[role], source[role] = read_table(file, role, encoding=encoding)
    return NewInputs(tables, source=source, input_hash=digest, **said)
