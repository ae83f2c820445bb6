"""A file of any kind -> the names of its layers or sheets."""

from __future__ import annotations

import os

from gridgen.files.guard import kind_of, split_layer
from gridgen.files.guard.reader import reading
from gridgen.files.inputs import LAYERED, names_in


def layers_of(path: str | os.PathLike[str]) -> list[str]:
    """Return the names of the layers or sheets of a file; none of one that holds a single table."""
    file, _ = split_layer(path)
    kind = kind_of(file)
    with reading():
        return names_in(file, kind) if kind in LAYERED else []
