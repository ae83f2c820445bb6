"""Plan -> GeoPackage."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from gridgen.files.packed import Packed, append, packed
from gridgen.files.qgis_styles import add_styles
from gridgen.files.whole import beside, geopackage, put_in_place, telling_unwritable
from gridgen.model.arrays import taken
from gridgen.model.findings import Report
from gridgen.model.frames import as_given, zones_frame
from gridgen.model.households import KEEP_KEYS
from gridgen.model.people import Post
from gridgen.model.plan import Plan

AREA = "MultiPolygon"
"""What polygons are written as: whether one has parts is no reason for a layer of another kind."""


def write_plan(
    plan: Plan, path: str | os.PathLike[str], *, lang: str = "en", stamp: str | None = None
) -> None:
    """Write a plan as a GeoPackage, in the CRS and at the coordinates of the input.

    One layer of polygons for each level, `households` (points), `communities`, those of
    `gridgen.model.ground.GROUND` where there are such; the `centres` (points) around which a level
    was made; with people `people` (points), `areas` (polygons of responsibility) and the table
    `posts`; `ties`; the tables `findings` and `plan` (key, value), and styles that QGIS takes up.
    `gridgen.files.plan_reader.read_plan` reads it back: the same codes and counts, shapes to
    1e-6 m.

    Parameters
    ----------
    path
        An older file of that name is replaced once the new one is whole.
    lang
        Language of the column `text` of the findings; both stand in text_zh and text_en.
    stamp
        The time that the file says it was made at, "2025-01-01T00:00:00Z": the same plan then
        makes the same file. Now, if not given.

    Raises
    ------
    WriteError
        The name does not end in .gpkg, the folder is missing or may not be written, or the disk is
        full.
    """
    with plan_file(path, lang=lang, stamp=stamp) as file:
        file.end(plan)


@contextmanager
def plan_file(
    path: str | os.PathLike[str],
    *,
    lang: str = "en",
    stamp: str | None = None,
    executor: Executor | None = None,
) -> Iterator[PlanFile]:
    """Give the file of a plan, to be written in two steps, as `write_plan` writes it in one.

    Parameters
    ----------
    path, lang, stamp
        As in `write_plan`.
    executor
        Over processes or threads of this machine, one of which writes what is begun; None for this
        process.

    Raises
    ------
    WriteError
        The name does not end in .gpkg.
    """
    with ExitStack() as opened:
        yield PlanFile(geopackage(path), lang, stamp, executor, opened)


@dataclass(slots=True, eq=False)
class PlanFile:
    """The file of a plan that comes to stand at `target`.

    What is unfinished when `opened` is left is removed.
    """

    target: Path
    lang: str
    stamp: str | None
    executor: Executor | None
    opened: ExitStack
    _file: Path | None = None
    _begun: Future[None] | None = None

    def begin(self, plan: Plan) -> None:
        """Begin to write a plan: all but what measures and checks add to it.

        Raises
        ------
        WriteError
            As `write_plan`; from `end` where it comes of what an executor does.
        """
        self._file = self._beginning(plan)

    def _beginning(self, plan: Plan) -> Path:
        with telling_unwritable(self.target):
            file = self.opened.enter_context(beside(self.target))
            if self.executor is None:
                append(_layers(plan), file, self.stamp)
            else:
                # Left before the folder is: nobody takes that away under whoever writes.
                thread = self.opened.enter_context(ThreadPoolExecutor(1))
                self._begun = thread.submit(self._send, _layers(plan), file, self.executor)
        return file

    def _send(self, layers: Iterator[Packed], file: Path, executor: Executor) -> None:
        """Have layers written, each once the one before is: no more than one of them is held."""
        for layer in layers:
            executor.submit(append, [layer], file, self.stamp).result()

    def end(self, plan: Plan) -> None:
        """Write what is left of the plan that was begun, or all of it, and put it in place.

        Raises
        ------
        WriteError
            As `write_plan`.
        """
        file = self._file or self._beginning(plan)
        with telling_unwritable(self.target):
            if self._begun is not None:
                self._begun.result()
            left = [packed(one.level, plan.to_frame(one.level), AREA) for one in plan.levels]
            left += [packed("findings", _findings_table(plan.report, self.lang))]
            append([*left, packed("plan", _plan_table(plan))], file, self.stamp)
            add_styles(file, [zones.level for zones in plan.levels], stamp=self.stamp)
            put_in_place(file, self.target)


_NONE = np.zeros(0, np.int64)


def _layers(plan: Plan) -> Iterator[Packed]:
    """Give the layers and tables of a plan's GeoPackage in the order in which they stand there:
    without rows those of its levels, and all others but the last two.
    """
    # Made first, so that they lie on top; their rows come once it is known what they measure.
    for zones in plan.levels:
        yield packed(zones.level, zones_frame(taken(zones, _NONE), plan.township), AREA)
    yield packed("households", plan.households, "Point")
    yield packed("communities", plan.to_frame("communities"), AREA)
    for name in plan.township.ground:
        yield packed(name, plan.to_frame(name))
    if plan.township.centres is not None:
        yield packed("centres", plan.to_frame("centres"), "Point")
    yield from _people_layers(plan)
    if plan.township.ties:
        rows = [(tie.kind, tie.key, tie.first, tie.second) for tie in plan.township.ties]
        yield packed("ties", pd.DataFrame(rows, columns=["tie", "of", "first", "second"]))


def _people_layers(plan: Plan) -> Iterator[Packed]:
    """Give people, their areas and their posts; nothing where no people were given."""
    if plan.staff is None:
        return
    staff = plan.staff
    drawn = np.array([not shape.is_empty for shape in staff.area], bool)
    table = {"id": staff.people.ids[drawn], "role": staff.people.role[drawn]}
    table["households"] = staff.households[drawn]
    areas = gpd.GeoDataFrame(table, geometry=list(staff.area[drawn]), crs=plan.township.crs)
    posts = {
        field.name: [getattr(post, field.name) for post in staff.posts]
        for field in dataclasses.fields(Post)
    }
    yield packed("people", plan.to_frame("people"), "Point")
    yield packed("areas", as_given(areas, plan.township), AREA)
    yield packed("posts", pd.DataFrame(posts))


def _findings_table(report: Report, lang: str) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "rule": _texts([found.rule for found in report]),
            "severity": _texts([found.severity.value for found in report]),
            "where": _texts([found.where for found in report]),
            "number": np.array([found.number for found in report], dtype=np.float64),
            "limit": np.array([found.limit for found in report], dtype=np.float64),
            "text": _texts([found.text(lang) for found in report]),
            "text_zh": _texts([found.zh for found in report]),
            "text_en": _texts([found.en for found in report]),
        }
    )


def _plan_table(plan: Plan) -> pd.DataFrame:
    households = plan.township.households
    facts = {name: str(value) for name, value in dataclasses.asdict(plan.made_by).items()}
    # The CRS of the work stands here alone: layers are in that of the input.
    facts["crs"] = plan.township.crs
    for name in ("lower_bound_m", "least_m"):
        metres = getattr(plan.made_by, name)
        facts[name] = "" if metres is None else str(metres)
    gone = plan.made_by.retired
    facts["retired"] = ",".join(f"{level}/{code}" for level in gone for code in gone[level])
    # Apart from the codes, so that versions that know of no days read these as before.
    facts["retired_on"] = ",".join(f"{code}={day}" for code, day in plan.made_by.retired_on.items())
    facts["locks"] = ",".join(plan.made_by.locks)
    facts["edited"] = ",".join(plan.made_by.edited)
    facts["grids"] = ",".join(f"{code}={k}" for code, k in plan.made_by.grids.items())
    facts["levels"] = ",".join(zones.level for zones in plan.levels)
    # Which columns of the households were asked for: a reader cannot tell them from those we add.
    facts["names"] = ",".join(key for key in households.keys if key not in (*KEEP_KEYS, "grid"))
    facts["counts"] = ",".join(households.counts)
    facts["input_crs"] = households.crs
    return pd.DataFrame({"key": _texts(list(facts)), "value": _texts(list(facts.values()))})


def _texts(values: list[str]) -> pd.Series:
    return pd.Series(values, dtype="str")
