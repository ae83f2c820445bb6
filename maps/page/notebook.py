"""Plan -> what a notebook shows: the map page in a frame of its own."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import Any

from gridgen.model.plan import Plan
from maps.page.web import web_map


@dataclass(frozen=True, slots=True)
class Shown:
    """A map page that a notebook shows where it is the last value of a cell.

    Attributes
    ----------
    page
        The page of `web_map`, whole.
    height_px
        Height of the frame; its width is that of the cell.
    """

    page: str
    height_px: int = 600

    def __repr__(self) -> str:
        return f"Shown(page[{len(self.page)}], height_px={self.height_px})"

    def _repr_html_(self) -> str:
        # A frame keeps the styles and scripts of the page away from those of the notebook, and
        # the sandbox keeps the page away from whatever else the notebook holds.
        return (
            f'<iframe srcdoc="{html.escape(self.page)}" sandbox="allow-scripts" '
            f'style="width:100%;height:{self.height_px}px;border:0"></iframe>'
        )


def explore(plan: Plan, *, lang: str = "en", height_px: int = 600, **asked: Any) -> Shown:
    """Return a plan as a map to look around in, for a notebook.

    Parameters
    ----------
    plan
        As it was divided or read.
    lang
        "en" or "zh": the language of the page.
    height_px
        Height of the map, pixels.
    asked
        Whatever else `maps.page.web.web_map` can be asked for: `title`, `community`, `households`,
        `view`.

    Raises
    ------
    WriteError, NotInPlanError
        As `web_map`.
    """
    return Shown(web_map(plan, lang=lang, **asked), height_px)
