"""Who compiles the kernels, where they are kept, and what people are told: real processes, with a
package of one small kernel."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest
from numba.core.runtime import _nrt_python as runtime
from numba.core.runtime import rtsys

import gridgen
from gridgen.solver import kernels
from gridgen.solver.lock import held

START = "import tiny.add as k; print('compiled' if k.add.loaded().stats.cache_misses else 'loaded')"
COMPILING = "gridgen: compiling the solver, once; this takes about a minute."
WAITING = "gridgen: another process is compiling the solver; waiting for it."


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package of kernels beside a home and a temporary folder of its own."""
    folder = tmp_path / "lib" / "tiny"
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text(
        "from pathlib import Path\n"
        "from gridgen.solver.compiled import load_kernels\n"
        "load_kernels(__name__, Path(__file__).parent)\n"
    )
    (folder / "one.py").write_text(
        "from numba import types\n"
        "from gridgen.solver.compiled import kernel\n"
        "@kernel(types.int64(types.int64))\n"
        "def one(n):\n"
        "    return 1\n"
    )
    (folder / "add.py").write_text(
        "from numba import types\n"
        "from gridgen.solver.compiled import kernel\n"
        "from tiny.one import one\n"
        "@kernel(types.int64(types.int64))\n"
        "def add(n):\n"
        "    return n + one(n)\n"
    )
    (tmp_path / "tmp").mkdir()
    return folder


def _environment(package: Path, **more: str) -> dict[str, str]:
    root = package.parent.parent
    home, temporary = str(root / "home"), str(root / "tmp")
    ours = {
        "HOME": home, "USERPROFILE": home, "LOCALAPPDATA": home,
        "TMPDIR": temporary, "TEMP": temporary, "TMP": temporary,
        "PYTHONPATH": os.pathsep.join([str(package.parent), *sys.path]),
    }  # fmt: skip
    foreign = ("NUMBA_CACHE_DIR", "XDG_CACHE_HOME")
    return {k: v for k, v in os.environ.items() if k not in foreign} | ours | more


def _begin(package: Path, code: str = START, **more: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*WITHOUT_RIGHTS, sys.executable, "-c", code],
        env=_environment(package, **more), cwd=package.parent,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def _end(process: subprocess.Popen[str]) -> tuple[str, str]:
    """Return what a process printed and what it told."""
    printed, told = process.communicate()
    return printed.strip(), told.strip()


def _start(package: Path, code: str = START, **more: str) -> tuple[str, str]:
    return _end(_begin(package, code, **more))


def _caps() -> list[str]:
    """Return words before a command that take from root the right to write anywhere."""
    if not hasattr(os, "getuid") or os.getuid() != 0:
        return []
    found = shutil.which("setpriv")
    return [found, "--inh-caps=-all", "--bounding-set=-all"] if found else ["without-setpriv"]


WITHOUT_RIGHTS = [] if _caps() == ["without-setpriv"] else _caps()

needs_rights = pytest.mark.skipif(
    _caps() == ["without-setpriv"] or sys.platform == "win32",
    reason="permissions do not hold here: root without setpriv, or Windows",
)


def _lock(folder: Path) -> None:
    """Put a file where a folder is looked for, so that nothing can be written there."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.write_text("")


@pytest.mark.slow
def test_of_three_processes_that_start_at_once_one_compiles(package: Path) -> None:
    ends = [_end(process) for process in [_begin(package) for _ in range(3)]]

    assert sorted(printed for printed, _ in ends) == ["compiled", "loaded", "loaded"]
    assert sorted(ends)[0][1] == COMPILING
    assert {told for _, told in sorted(ends)[1:]} <= {WAITING, ""}


@pytest.mark.slow
def test_the_second_start_loads_and_says_nothing(package: Path) -> None:
    assert _start(package) == ("compiled", COMPILING)
    assert _start(package) == ("loaded", "")


@pytest.mark.slow
def test_who_waits_for_another_process_says_so_and_goes_on_after_it(package: Path) -> None:
    _start(package)
    (kept,) = (package / "__pycache__").glob("*-*/")
    (kept / "complete").unlink()

    with held(kept / "lock", wait_s=0, tell=lambda: None):
        process = _begin(package)
        assert process.stderr is not None
        assert process.stderr.readline().strip() == WAITING
        (kept / "complete").touch()

    assert _end(process) == ("loaded", "")


@pytest.mark.slow
def test_a_start_that_was_broken_off_is_taken_up_by_the_next(package: Path) -> None:
    _start(package)
    (kept,) = (package / "__pycache__").glob("*-*/")
    (kept / "complete").unlink()

    assert _start(package) == ("loaded", COMPILING)
    assert (kept / "complete").exists()


@pytest.mark.slow
def test_a_kernel_is_compiled_anew_when_another_file_of_the_package_changes(package: Path) -> None:
    _start(package)
    (before,) = (package / "__pycache__").glob("*-*/")
    one = package / "one.py"
    one.write_text(one.read_text().replace("return 1", "return 2"))

    found = _start(package, START + "; print(k.add(5))")

    assert found == ("compiled\n7", COMPILING)
    (after,) = (package / "__pycache__").glob("*-*/")  # what is stale is thrown away
    assert after != before


@pytest.mark.slow
def test_beside_a_package_that_cannot_be_written_in_the_cache_of_the_user_is_used(
    package: Path,
) -> None:
    _lock(package / "__pycache__")

    first, second = _start(package), _start(package)

    assert (first, second) == (("compiled", COMPILING), ("loaded", ""))
    assert list((package.parent.parent / "home").rglob("complete"))


@pytest.mark.slow
def test_where_no_home_can_be_written_in_either_a_temporary_folder_is_used_with_one_word(
    package: Path,
) -> None:
    root = package.parent.parent
    _lock(package / "__pycache__")
    _lock(root / "home")

    (printed, told), second = _start(package), _start(package)

    (folder,) = (root / "tmp").glob("gridgen-*")
    assert printed == "compiled"
    assert told.startswith(f"gridgen: compiling the solver into {folder}, since neither its own")
    assert told.endswith("set NUMBA_CACHE_DIR to a folder that can.")
    assert len(told.splitlines()) == 1
    assert second == ("loaded", "")


@pytest.mark.slow
def test_a_folder_that_the_user_names_goes_first(package: Path, tmp_path: Path) -> None:
    named = str(tmp_path / "named")

    first, second = (_start(package, NUMBA_CACHE_DIR=named) for _ in range(2))

    assert (first, second) == (("compiled", COMPILING), ("loaded", ""))
    assert not list((package / "__pycache__").glob("*-*/"))


@pytest.mark.slow
@needs_rights
def test_what_was_compiled_at_set_up_by_somebody_else_is_taken_over(package: Path) -> None:
    _start(package)
    for folder in (package / "__pycache__").rglob("*/"):
        folder.chmod(0o555)

    first, second = _start(package), _start(package)

    assert (first, second) == (("loaded", ""), ("loaded", ""))
    assert list((package.parent.parent / "home").rglob("complete"))


@pytest.mark.slow
@needs_rights
def test_a_temporary_folder_in_which_others_may_write_is_not_used(package: Path) -> None:
    temporary = package.parent.parent / "tmp"
    _lock(package / "__pycache__")
    _lock(package.parent.parent / "home")
    _start(package)
    (shared,) = temporary.glob("gridgen-*")
    shared.chmod(0o777)

    printed, told = _start(package)

    assert printed == "compiled"
    assert f"into {shared}," not in told
    assert list(temporary.iterdir()) == [shared]  # the one used instead is gone with its process


@pytest.mark.slow
def test_where_nothing_at_all_can_be_written_a_sentence_says_what_to_do(package: Path) -> None:
    _lock(package / "__pycache__")
    _lock(package.parent.parent / "home")
    nowhere = str(package.parent.parent / "home" / "tmp")

    _, told = _start(package, f"import tempfile; tempfile.tempdir = {nowhere!r}; {START}")

    last = told.splitlines()[-1]
    assert last.startswith("gridgen.model.errors.WriteError: The compiled solver can be kept")
    assert last.endswith("Set NUMBA_CACHE_DIR to such a folder.")


@pytest.mark.slow
def test_where_kernels_of_others_are_kept_stays_as_it_was(package: Path, tmp_path: Path) -> None:
    code = "import numba, tiny; print(repr(numba.config.CACHE_DIR))"

    plain = _start(package, code)
    named = _start(package, code, NUMBA_CACHE_DIR=str(tmp_path / "named"))

    assert plain[0] == "''"
    assert named[0] == repr(str(tmp_path / "named"))


def test_nothing_is_kept_where_numba_compiles_nothing(package: Path) -> None:
    code = "import tiny.add; print(tiny.add.add(1))"

    assert _start(package, code, NUMBA_DISABLE_JIT="1") == ("2", "")
    assert not list((package / "__pycache__").glob("*-*/"))


def test_every_kernel_of_a_package_is_compiled_with_the_first(package: Path) -> None:
    _start(package, "import tiny.one")

    names = {file.name.partition("-")[0] for file in (package / "__pycache__").rglob("*.nbc")}

    assert names == {"add.add", "one.one"}


@pytest.mark.slow
def test_a_kernel_that_is_kept_is_loaded_when_it_is_called(package: Path) -> None:
    code = "import tiny.add as k; print(k.add(1), k.one(5), k.add(n=2))"

    assert _start(package, code) == ("2 1 3", COMPILING)
    assert _start(package, code) == ("2 1 3", "")


def test_a_kernel_that_borrows_may_make_no_array(package: Path) -> None:
    one = package / "one.py"
    one.write_text(
        "import numpy as np\n"
        + one.read_text()
        .replace("(types.int64(types.int64))", "(types.int64(types.int64), borrows=True)")
        .replace("return 1", "return len(np.empty(n))")
    )

    _, told = _start(package)

    assert "Only accept returning of array passed into the function as argument" in told


def test_no_kernel_that_borrows_calls_one_that_hands_out_an_array() -> None:
    # Nobody would give such an array back, and numba does not notice.
    folder = Path(kernels.__file__).parent
    modules = [import_module(f"{kernels.__name__}.{file.stem}") for file in folder.glob("*.py")]
    found = [one for module in modules for one in vars(module).values()]
    borrowing = {one for one in found if getattr(one, "borrows", False)}

    called = {
        (one.__name__, other)
        for one in borrowing
        for other in one.__wrapped__.__code__.co_names
        if "Array" in signature_of(one.__wrapped__.__globals__.get(other))
    }

    assert len(borrowing) > 50
    assert not called


def signature_of(kernel: object) -> str:
    """Return the type that a kernel hands out, as numba writes it; nothing of what is no kernel."""
    signature = getattr(kernel, "signature", None)
    return "" if signature is None else repr(signature.return_type)


def test_dividing_leaves_no_array_behind() -> None:
    rng = np.random.default_rng(7)
    xy, households = rng.random((300, 2)) * 500, np.ones(300, int)
    runtime.memsys_enable_stats()
    before = rtsys.get_allocation_stats()

    found = gridgen.solve(xy, households, fewest=20, most=40, certify=True)

    after = rtsys.get_allocation_stats()
    assert not found.breaches
    assert after.mi_alloc - before.mi_alloc == after.mi_free - before.mi_free > 0
