"""A process gives up what reading a file does not need: network, writing, memory and time."""

from __future__ import annotations

import ctypes
import os
import sys
from typing import Any

_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000  # <linux/sched.h>
_DEATH_SIGNAL, _KILL = 1, 9  # <linux/prctl.h>

_REFUSED = (
    "socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.system",
    "os.remove", "os.rename", "os.link", "os.symlink", "os.mkdir", "os.rmdir", "os.chmod",
    "os.truncate", "shutil.", "ftplib.", "http.", "urllib.", "pty.", "winreg.",
)  # fmt: skip
"""Beginnings of the names of audit events (docs.python.org/3/library/audit_events.html)."""

_WRITTEN_MOST = 1 << 26
"""Bytes: SQLite writes an index of a write-ahead log, beside the copy that it is shown."""

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT

_BATCH_BYTES = 100 << 20
"""Of a batch of rows: rows of a megabyte each come a hundred at a time."""

ENVIRONMENT = {
    # Nothing but the three drivers that are asked for has a file of recipes to follow.
    "GDAL_SKIP": "VRT,GDALG,HTTP,WMS,WMTS,WCS,DERIVED,STACTA,STACIT,GTI",
    "OGR_SKIP": "VRT,GDALG,WFS,OAPIF,CSW,HTTP,PLSCENES,Elastic,AmigoCloud,CARTO,NGW,ODBC,PGDump",
    "GDAL_DRIVER_PATH": "disable",
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": "{none}",
    "GDAL_HTTP_TIMEOUT": "1",
    "OGR_SQLITE_LOAD_EXTENSIONS": "NO",
    "OGR_SQLITE_PRAGMA": "trusted_schema=OFF,cell_size_check=ON",
    "PROJ_NETWORK": "OFF",
    "OGR_ARROW_MEM_LIMIT": str(_BATCH_BYTES),
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "ARROW_IO_THREADS": "1",
}
"""What GDAL, PROJ, Arrow and the BLAS of numpy are told; they look when they are loaded."""


def confine(*, memory_bytes: int, seconds: int) -> None:
    """Give up the network where the kernel lets us, writing files, and more memory and time.

    On Windows there are no such limits: there the time limit of whoever started this process holds
    alone.

    Parameters
    ----------
    memory_bytes, seconds
        Of address space, and of the processor; 0 for as much as there is.
    """
    os.environ.update(ENVIRONMENT)
    if sys.platform == "linux":
        kernel = ctypes.CDLL(None)
        # Root may have a network of its own at once; others must be in a user space of their own.
        if kernel.unshare(_NEW_NETWORK) != 0:
            kernel.unshare(_NEW_USER | _NEW_NETWORK)
    if sys.platform != "win32":
        import resource

        _lower(resource.RLIMIT_FSIZE, _WRITTEN_MOST)
    limited(memory_bytes=memory_bytes, seconds=seconds)


def limited(*, memory_bytes: int, seconds: int) -> None:
    """Take no more memory and time than this, and end with whoever started this process.

    Parameters
    ----------
    memory_bytes, seconds
        As `confine` takes them.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DEATH_SIGNAL, _KILL)
    if sys.platform != "win32":
        import resource

        _lower(resource.RLIMIT_CORE, 0)
        if memory_bytes:
            _lower(resource.RLIMIT_AS, memory_bytes)
        if seconds:
            _lower(resource.RLIMIT_CPU, seconds)


def _lower(what: int, most: int) -> None:
    import resource

    _, hardest = resource.getrlimit(what)
    most = most if hardest == resource.RLIM_INFINITY else min(most, hardest)
    resource.setrlimit(what, (most, most))


def at_most(memory_bytes: int) -> None:
    """Take this much memory for what is asked next, and never more than at first; 0 as at first."""
    if sys.platform != "win32":
        import resource

        _, hardest = resource.getrlimit(resource.RLIMIT_AS)
        is_all = not memory_bytes or 0 <= hardest < memory_bytes
        resource.setrlimit(resource.RLIMIT_AS, (hardest if is_all else memory_bytes, hardest))


def watch() -> None:
    """Refuse from here on what Python code has no business with; call when all is imported."""
    sys.addaudithook(_refuse)


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    is_written = event == "open" and int(arguments[2] or 0) & _WRITING
    if is_written or event.startswith(_REFUSED):
        raise PermissionError(f"{event} is not for a process that reads")
