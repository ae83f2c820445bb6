"""Files are written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from gridgen.errors import WriteError


def write_whole(target: Path, content: bytes) -> None:
    """Write a file beside its place, then move it there.

    Raises
    ------
    WriteError
        The folder does not exist or may not be written to.
    """
    try:
        descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        part = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
            part.chmod(0o644)
            part.replace(target)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise WriteError(
            f"{target}: the map cannot be written ({error.strerror}). "
            "Does the folder exist, and may you write to it?"
        ) from error
