"""Whether two commits make the same plans: household by household, polygon by polygon.

    python tests/speed/same.py make FOLDER [NAME ...]  divides every place, or those named
    python tests/speed/same.py compare OLD NEW         tells what differs between two such folders

The places are the sample township, the townships of the presets, twenty drawn towns, and what real
places there are in `../shared/data`. Plans are compared from their files alone, layer by layer and
column by column, to the last bit; only the version that made them may differ.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Collection, Iterator
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

HERE = Path(__file__).resolve().parents[2]
REAL = HERE.parent / "shared" / "data"
SYSTEMS = ("honglian", "wuzhong", "yanchi", "nanhai", "yiyang", "xiqiao")
TOWNS = 20
REDRAWN = ("sample", "yiyang")


def places() -> Iterator[tuple[str, str]]:
    """Give the name and the rules of every place."""
    yield "sample", "standard"
    for name in ("liechtenstein", "cambridge"):
        if _real(name).exists():
            yield name, "standard"
        else:
            print(f"left out: {name}, since {REAL} is not there")
    yield from ((name, name) for name in SYSTEMS)
    yield from ((f"town{seed:02d}", ("standard", "honglian")[seed % 2]) for seed in range(TOWNS))


def input_of(name: str, folder: Path) -> Path:
    """Return the input of a place; one that is drawn is made in `folder`."""
    if name == "sample":
        return HERE / "sample_geo" / "qinghe.gpkg"
    if _real(name).exists():
        return _real(name)
    if name in SYSTEMS:
        asked = ["--system", name, "--size", "township"]
    else:
        seed = int(name.removeprefix("town"))
        asked = ["--households", f"{600 + 350 * seed}", "--communities", f"{1 + seed % 7}"]
        asked += ["--seed", f"{seed}"]
    _gridgen("sample", *asked, "-o", str(folder / name))
    return folder / name / "input.gpkg"


def make(folder: Path, wanted: Collection[str]) -> None:
    """Divide every place, or those wanted; and redraw the sample, and areas around people."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rules in places():
        if wanted and name not in wanted:
            continue
        file = str(input_of(name, folder))
        _gridgen("divide", file, "--rules", rules, "--lang", "zh", "-o", _plan(folder, name))
        if name in REDRAWN:
            again = _plan(folder, f"{name}-redrawn")
            _gridgen("redraw", _plan(folder, name), "--seed", "7", "--lang", "zh", "-o", again)


def _real(name: str) -> Path:
    return REAL / name / f"{name}.gpkg"


def _plan(folder: Path, name: str) -> str:
    return str(folder / f"{name}.plan.gpkg")


def _gridgen(*words: str) -> None:
    command = [sys.executable, "-m", "gridgen", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"gridgen {' '.join(words)} ended with {done.returncode}: {done.stderr}")


def compare(old: Path, new: Path) -> int:
    """Print a line for each plan; return how many differ."""
    names = sorted({file.name for folder in (old, new) for file in folder.glob("*.plan.gpkg")})
    differing = 0
    for name in names:
        missing = [str(folder) for folder in (old, new) if not (folder / name).exists()]
        said = [f"not in {folder}" for folder in missing] or list(
            _differences(old / name, new / name)
        )
        differing += bool(said)
        print(f"{name.removesuffix('.plan.gpkg'):<16} {'; '.join(said) or 'the same'}")
    print(f"{len(names)} plans compared, {differing} differ")
    return differing


def _differences(old: Path, new: Path) -> Iterator[str]:
    layers = [{str(name) for name, _ in pyogrio.list_layers(file)} for file in (old, new)]
    for name in sorted(layers[0] ^ layers[1]):
        yield f"layer {name} in one only"
    for layer in sorted(layers[0] & layers[1] - {"layer_styles"}):  # which says when it was written
        one, two = (pyogrio.read_dataframe(file, layer=layer) for file in (old, new))
        if layer == "plan":  # facts by key; the version that made a plan may differ
            one, two = (_sorted(table[table["key"] != "version"]) for table in (one, two))
        if layer == "findings":  # whichever was found first
            one, two = (_sorted(table) for table in (one, two))
        if len(one) != len(two):
            yield f"{layer}: {len(one)} rows, {len(two)} rows"
            continue
        for column in sorted({*one.columns} ^ {*two.columns}):
            yield f"{layer}: column {column} in one only"
        for column in [c for c in one.columns if c in two.columns]:
            rows = _differing(one[column], two[column])
            if rows:
                yield f"{layer}.{column}: {rows} of {len(one)} rows"


def _sorted(table: pd.DataFrame) -> pd.DataFrame:
    return table.sort_values(list(table.columns)).reset_index(drop=True)


def _differing(one: gpd.GeoSeries, two: gpd.GeoSeries) -> int:
    if one.name == "geometry":
        return int((shapely.to_wkb(one.to_numpy()) != shapely.to_wkb(two.to_numpy())).sum())
    same = (one == two) | (one.isna() & two.isna())
    return int(np.count_nonzero(~same.to_numpy(bool)))


def main() -> int:
    """Run what the command line asks."""
    match sys.argv[1:]:
        case ["make", folder, *wanted]:
            make(Path(folder), wanted)
            return 0
        case ["compare", old, new]:
            return min(1, compare(Path(old), Path(new)))
        case _:
            print(__doc__, file=sys.stderr)
            return 2


if __name__ == "__main__":
    sys.exit(main())
