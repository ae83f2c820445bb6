"""Compiled kernels are kept: one process compiles them, once, and all others load them.

numba keeps what it compiled in a folder that it can write in, but every process that finds nothing
there compiles all of it, and a change in another file of the package goes unnoticed. So there is a
folder here for each state of the sources (and each Python, numba and processor): what lies in it is
never stale, and a file in it says that it is complete. It lies in the first of these that can be
written in: where `NUMBA_CACHE_DIR` says, beside the kernels, in the user's cache, or in the
temporary folder.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import platform
import shutil
import stat
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial, update_wrapper
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar, cast

import llvmlite.binding
import numba

from gridgen.model.errors import WriteError
from gridgen.solver.lock import held
from gridgen.words.say import language_of, say

_config: Any = numba.config
_njit: Any = numba.njit

WAIT_S = 900.0
"""After this a process that others wait for is taken to be stopped."""

_COMPLETE = "complete"
_LOCK = "lock"


_kept_of: dict[str, Path] = {}
"""Where the compiled kernels of each package are kept."""

_all_of: dict[str, list[_Compiled]] = {}
"""The kernels of each package, as far as its files have been imported."""

_loading = threading.RLock()
"""Held while one is loaded: numba is told where to look by a setting of the whole process."""

Kernel = TypeVar("Kernel", bound=Callable[..., Any])


def kernel(signature: Any, *, borrows: bool = False) -> Callable[[Kernel], Kernel]:
    """Return what has a function compiled for arguments of these types, or loaded, when it is used.

    The package in which it stands must have been prepared by `load_kernels`.

    Parameters
    ----------
    signature
        As numba writes it: what comes back, called with what goes in.
    borrows
        It makes no array, and calls none that hands one out. numba then does not count, in every
        call, who holds each of the arrays that it is given: for a town and a state of thirty
        arrays that takes longer than most small kernels do. One that makes an array is refused
        when it is compiled.
    """

    def compiled(function: Kernel) -> Kernel:
        if _config.DISABLE_JIT:
            return function
        package = function.__module__.rpartition(".")[0]
        made = _Compiled(function, signature, package, borrows=borrows)
        _all_of.setdefault(package, []).append(made)
        return cast("Kernel", made)

    return compiled


class _Compiled:
    """A function that is loaded when it is first called, or when one that calls it is compiled.

    Most of them are called by other kernels alone, whose code holds theirs; and who divides nothing
    needs none: a service would take a second more to start.
    """

    def __init__(
        self, function: Callable[..., Any], signature: Any, package: str, *, borrows: bool
    ) -> None:
        self._function, self._package = function, package
        self.signature, self.borrows = signature, borrows
        self._loaded: Any = None
        update_wrapper(self, function)

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        """Return what the function returns for arguments of the types of its signature."""
        return (self._loaded or self.loaded())(*arguments, **named)

    def loaded(self) -> Any:
        """Return the function as numba has it."""
        with _loading:
            if self._loaded is None:
                with _numba_keeps_in(_kept_of.get(self._package)):
                    made = _njit(self.signature, cache=True, nogil=True, _nrt=not self.borrows)
                    self._loaded = made(self._function)
            return self._loaded

    @property
    def _numba_type_(self) -> Any:  # numba asks for it when it compiles who calls this one
        return self.loaded()._numba_type_


def load_kernels(package: str, folder: Path) -> None:
    """Prepare a package of kernels, compiled at most once; tell people why they wait.

    Where they are compiled already, each is loaded when it is first used.

    Parameters
    ----------
    package
        Its full name; it may be half loaded, since it calls this itself.
    folder
        Where its files are.

    Raises
    ------
    WriteError
        No folder can be written in, not even a temporary one.
    """
    _config.reload_config()  # as numba does before it compiles; then not while it does
    names = [f"{package}.{file.stem}" for file in _sources(folder) if file.stem != "__init__"]
    if _config.DISABLE_JIT or not names:  # nothing is compiled, so there is nothing to keep
        return
    key = _key(folder)
    lasting = [home / key for home in _homes(folder)]
    kept = next(filter(_is_writable, lasting), None) or _temporary(key)
    _kept_of[package] = kept
    if _is_complete(kept):
        return
    with held(kept / _LOCK, wait_s=WAIT_S, tell=partial(_tell, "compiling_elsewhere")):
        if not _is_complete(kept):  # nobody did while this process waited
            _begin(kept, lasting)
        for name in names:
            import_module(name)
        for one in _all_of.get(package, ()):
            one.loaded()
        (kept / _COMPLETE).touch()


def _begin(kept: Path, lasting: list[Path]) -> None:
    """Take what is compiled elsewhere, or say that it will be here, and remove what is stale."""
    for other in filter(_is_complete, lasting):  # made at set-up, by somebody who may write there
        _take_over(other, kept)
        return
    _tell("compiling" if kept in lasting else "compiling_apart", folder=kept.parent)
    for older in kept.parent.glob(f"{kept.name.split('-')[0]}-*"):
        if older != kept:
            shutil.rmtree(older, ignore_errors=True)


def _take_over(other: Path, kept: Path) -> None:
    for file in other.rglob("*.nb[ic]"):
        there = kept / file.relative_to(other)
        there.parent.mkdir(exist_ok=True)
        shutil.copyfile(file, there)  # without its permissions, by which nobody may write there


def _tell(key: str, **fields: object) -> None:
    print(f"gridgen: {say(key, language_of(), **fields)}", file=sys.stderr, flush=True)


@contextmanager
def _numba_keeps_in(folder: Path | None) -> Iterator[None]:
    """Have numba keep what it compiles in a folder; what others compile later goes elsewhere."""
    before = _config.CACHE_DIR
    _config.CACHE_DIR = before if folder is None else str(folder)
    try:
        yield
    finally:
        _config.CACHE_DIR = before


def _sources(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.py"))


def _is_complete(kept: Path) -> bool:
    """Return whether all is there; not of a folder that this user may not read."""
    return os.access(kept / _COMPLETE, os.R_OK)


def _key(folder: Path) -> str:
    """Return the name of what is compiled here from these sources: two words of eight letters.

    The first word is the same for all states of the sources, so that older ones can be told.
    """
    here = [
        str(folder.resolve()),
        sys.version,
        sys.platform,
        platform.machine(),
        numba.__version__,
        *_processor(),
        *(str(getattr(_config, name, "")) for name in ("OPT", "BOUNDSCHECK", "DEBUGINFO")),
    ]
    sources = [text for f in _sources(folder) for text in (f.name.encode(), f.read_bytes())]
    return f"{_digest([text.encode() for text in here])}-{_digest(sources)}"


def _digest(texts: list[bytes]) -> str:
    digest = hashlib.sha256()
    for text in texts:
        digest.update(len(text).to_bytes(8, "big") + text)
    return digest.hexdigest()[:8]


def _processor() -> tuple[str, str]:
    """Return its name and features, as numba sees them."""
    name = _config.CPU_NAME or llvmlite.binding.get_host_cpu_name()
    features = _config.CPU_FEATURES
    if features is None:
        try:
            features = llvmlite.binding.get_host_cpu_features().flatten()
        except RuntimeError:  # not every processor tells
            features = ""
    return str(name), str(features)


def _homes(folder: Path) -> list[Path]:
    """Return where compiled code may lie and stay, the best first."""
    given = [Path(_config.CACHE_DIR).absolute()] if _config.CACHE_DIR else []
    return [*given, folder / "__pycache__", *_user_cache()]


def _user_cache() -> list[Path]:
    """Return the folder that the system has for what programs keep, if the user has a home."""
    home = Path(os.path.expanduser("~"))
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = home / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or home / ".cache")
    return [base / "gridgen"] if base.is_absolute() else []


def _temporary(key: str) -> Path:
    """Return a folder of this user's in the temporary one, or else one for this process alone.

    What is loaded from there is run, so it must not be another user's.
    """
    try:
        base = Path(tempfile.gettempdir())
        shared = base / f"gridgen-{_user()}"
        if _is_private(shared) and _is_writable(shared / key):
            return shared / key
        alone = Path(tempfile.mkdtemp(prefix="gridgen-"))
    except OSError as why:
        raise WriteError("compiled_nowhere", why=str(why)) from why
    atexit.register(shutil.rmtree, alone, ignore_errors=True)
    (alone / key).mkdir()
    return alone / key


def _user() -> str:
    # The temporary folder of Windows is each user's own.
    return "here" if sys.platform == "win32" else str(os.getuid())


def _is_private(folder: Path) -> bool:
    """Make a folder that nobody else may write in; return whether it is one."""
    folder.mkdir(mode=0o700, exist_ok=True)
    if sys.platform == "win32":
        return True
    found = folder.lstat()
    is_open = found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not is_open


def _is_writable(folder: Path) -> bool:
    """Make a folder; return whether files can be made in it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError:
        return False
    return True
