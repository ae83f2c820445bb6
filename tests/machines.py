"""What a benchmark ran on, and what processes took of it."""

from __future__ import annotations

import os
import platform
from pathlib import Path


def machine() -> str:
    """Return the system, the cores and the model of the processor."""
    model = ""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        model = next((line.split(":")[1].strip() for line in lines if "model name" in line), "")
    except OSError:
        pass
    return f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, {model}"


def processor_s(pid: int, *, with_ended: bool = False) -> float:
    """Return the seconds that a process has had of the processor; Linux only.

    Parameters
    ----------
    pid
        Of a process that runs.
    with_ended
        Whether those of the processes that it waited for count too.
    """
    told = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, told[11 : 15 if with_ended else 13])) / os.sysconf("SC_CLK_TCK")


def resident_bytes(pid: int) -> int:
    """Return how much memory a process holds; Linux only."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")
