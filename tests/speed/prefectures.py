"""`make prefectures`: the samples of prefectures, divided from file to file and checked.

Each is made, divided and read back by processes of their own. A row of the table in
docs/systems/prefectures.md and the facts are printed for each; exit code 1 if a fact does not hold.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from published import RULES, facts, read

GRIDGEN = str(Path(sys.executable).parent / "gridgen")


def main() -> int:
    """Run the systems that are named, or all; return how many facts do not hold."""
    failed = 0
    for system in sys.argv[1:] or list(RULES):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            _timed("sample", "--system", system, "--size", "prefecture", "-o", str(folder))
            source, plan = folder / "input.gpkg", folder / "plan.gpkg"
            figures = _timed("divide", str(source), "-o", str(plan), "--rules", system, "--json")
            files = read(source, plan)
            print(f"| `{system}` | {len(files.given):,} | {figures} |", flush=True)
            for fact in facts(system, files, is_prefecture=True):
                print(f"    {fact}", flush=True)
                failed += not fact.holds
    return failed


def _timed(*words: str) -> str:
    """Run a command; return its wall and processor seconds and the memory of its largest process.

    The processor time is that of the command and of all processes that it waited for.
    """
    began = time.perf_counter()
    process = subprocess.Popen([GRIDGEN, *words], stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - began
    if process.returncode:
        raise SystemExit(f"gridgen {' '.join(words)}: exit code {process.returncode}")
    cpu = used.ru_utime + used.ru_stime
    return f"{wall:.0f} s | {cpu:.0f} s | {used.ru_maxrss / 2**20:.1f} GB"


if __name__ == "__main__":
    sys.exit(main() > 0)
