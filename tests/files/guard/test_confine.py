"""A confined process has no network, writes no files and takes no more memory than it may."""

from __future__ import annotations

import subprocess
import sys

import pytest

CONFINED = (
    "from gridgen.files.guard.confine import at_most, confine, watch\n"
    "confine(memory_bytes=1 << 30, seconds=60)\n"
    "import os, socket, subprocess\n"
    "watch()\n"
)


def said_by(work: str) -> str:
    """What a confined process says of the error that its work ends in."""
    program = f"{CONFINED}try:\n    {work}\nexcept BaseException as error:\n    print(repr(error))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    return done.stdout


@pytest.mark.parametrize(
    "work",
    [
        "socket.create_connection(('127.0.0.1', 9))",
        "subprocess.run(['true'])",
        "os.system('true')",
        "open('/dev/null', 'w')",
        "os.open('/dev/null', os.O_WRONLY)",
        "os.remove('/nowhere')",
    ],
)
def test_what_a_process_that_reads_has_no_business_with_is_refused(work: str) -> None:
    assert said_by(work).startswith("PermissionError")


def test_reading_a_file_is_not_refused() -> None:
    assert said_by("print(len(open(os.__file__).read()) > 0)") == "True\n"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
@pytest.mark.parametrize("lower", ["", "at_most(1 << 29); "])
def test_memory_ends_at_the_limit(lower: str) -> None:
    assert said_by(f"{lower}bytearray({1 << (29 if lower else 30)})") == "MemoryError()\n"
