"""Which members of a zip archive may be unpacked."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from gridgen.files.guard.limits import is_over, limits
from gridgen.model.errors import ReadError

_COUNTS_FROM = 32 << 20
"""Bytes unpacked from on which the ratio counts: small files of blanks shrink to nothing."""

_LINK = 0o120000


def safe_members(archive: zipfile.ZipFile, *, kept: bool = False) -> list[zipfile.ZipInfo]:
    """Return the files in a zip archive, none of which leaves the folder it is unpacked into.

    Parameters
    ----------
    archive
        Open for reading; nothing is unpacked. The sizes are those it says: whoever reads a member
        gets no more than `file_size` bytes of it (zipfile stops there).
    kept
        The members are read where they are, as those of a workbook, so that their names do not
        matter.

    Raises
    ------
    ReadError
        A name leads out of the folder or is that of a link, or the archive holds more files or
        bytes than are read, or many times its own size.
    """
    members, most = archive.infolist(), limits()
    name = Path(str(archive.filename or "")).name
    if is_over(len(members), most.members):
        raise ReadError("archive_of_many", file=name, number=len(members), most=most.members)
    size = sum(member.file_size for member in members)
    if is_over(size, most.unpacked_bytes):
        raise ReadError("archive_too_large", file=name, size=size, most=most.unpacked_bytes)
    packed = sum(member.compress_size for member in members)
    ratio = size / max(packed, 1)
    if size > _COUNTS_FROM and is_over(ratio, most.ratio):
        raise ReadError("file_blown_up", file=name, size=size, ratio=int(ratio), most=most.ratio)
    files = [member for member in members if not member.is_dir()]
    for member in files if not kept else ():
        if _leads_out(member):
            raise ReadError("archive_leads_out", file=name, member=member.filename[:80])
    return files


def _leads_out(member: zipfile.ZipInfo) -> bool:
    parts = re.split(r"[/\\]", member.filename)
    is_rooted = not parts[0] or ":" in member.filename
    return is_rooted or ".." in parts or (member.external_attr >> 16) & 0o170000 == _LINK
