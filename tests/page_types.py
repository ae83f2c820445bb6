"""Checks the types of the planner's page by tsc: python tests/page_types.py; part of `make check`.

Node, tsc and the types of MapLibre come as `api.planner.libraries` fetches them, into .venv/page.
Where there is no Node, or npm reaches no registry, it says so and passes; with --required it fails.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from api.planner.libraries import HOME, PAGE, environment, fetch, is_there, programs

TSC = HOME / "node_modules" / "typescript" / "bin" / "tsc"


def main() -> int:
    """Check; return the exit code."""
    found = programs()
    if not is_there(with_types=True) and (why := fetch(with_types=True)):
        print(f"types of the page not checked: {why}")
        return 1 if "--required" in sys.argv else 0
    if found is None:
        return 0
    node = found[0]
    words = [str(node), str(TSC), "-p", str(PAGE)]
    return subprocess.run(words, env=environment(node), check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
