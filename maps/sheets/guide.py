"""Where a reader of an index is led to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Guide:
    """For rows of zones the map square that each stands in and the page that is about it.

    Both lack what is on no map and has no page; `page_of` is empty where nothing has.
    """

    square_of: Mapping[int, str]
    page_of: Mapping[int, int]
