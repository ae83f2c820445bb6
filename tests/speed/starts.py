"""`python tests/speed/starts.py`: how long the first starts take, with all kernels; some minutes.

Three processes at once without anything compiled, one after them, and two where neither the package
nor the home can be written in.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "gridgen"
SOLVE = "import gridgen; print(gridgen.solve([[0, 0], [1, 1]], [1, 1], fewest=1, most=2).status)"


def started(root: Path, number: int) -> tuple[float, str]:
    """Return the seconds of `number` processes that start at once, and what was told."""
    home, temporary = str(root / "home"), str(root / "tmp")
    ours = {
        "HOME": home, "USERPROFILE": home, "LOCALAPPDATA": home, "PYTHONPATH": str(root),
        "TMPDIR": temporary, "TEMP": temporary, "TMP": temporary,
    }  # fmt: skip
    foreign = ("NUMBA_CACHE_DIR", "XDG_CACHE_HOME")
    environment = {k: v for k, v in os.environ.items() if k not in foreign} | ours
    began = time.perf_counter()
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", SOLVE], cwd=root, env=environment, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )
        for _ in range(number)
    ]  # fmt: skip
    ends = [process.communicate() for process in processes]
    took = time.perf_counter() - began
    if any(process.returncode for process in processes):
        raise SystemExit(ends[0][1])
    return took, " ".join(sorted(told.strip() for _, told in ends)).strip() or "(nothing)"


def main() -> None:
    """Start copies of the package of which nothing is compiled."""
    for name, is_open in (("all can be written in", True), ("read-only package and home", False)):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            shutil.copytree(PACKAGE, root / "gridgen", ignore=shutil.ignore_patterns("__pycache__"))
            (root / "tmp").mkdir()
            if not is_open:  # files where folders are looked for: so it holds for root too
                (root / "home").touch()
                (root / "gridgen/solver/kernels/__pycache__").touch()
            for number in (3, 1):
                took, told = started(root, number)
                print(f"{name}, {number} at once: {took:.1f} s; {told}", flush=True)


if __name__ == "__main__":
    main()
