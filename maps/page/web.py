"""Plan -> one HTML page that opens from a memory stick, with no network."""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

import folium
from branca.element import Element, Figure
from jinja2 import Template
from xstatic.pkg import leaflet

from gridgen.files.whole import write_bytes
from gridgen.model.errors import RulesError, WriteError
from gridgen.model.plan import Plan
from gridgen.plans.diff import diff, first_level
from gridgen.plans.moved_land import redrawn
from gridgen.plans.names import in_language
from gridgen.plans.part import part_of
from gridgen.rules.loader import rules_for
from gridgen.words.say import LANGUAGES, say
from maps.page.content import drawing

LANG_TAGS = {"zh": "zh-CN", "en": "en"}
CONTENT_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:"
)
"""What the page may do: nothing but run and show what it carries."""

_HERE = Path(__file__).parent
_SCRIPTS = (
    "elements", "shapes", "mask", "boxes", "labels", "names", "strokes", "ground",
    "households", "frame", "legend", "changes", "choice", "search", "table", "paper", "page",
)  # fmt: skip
"""Files of `scripts/`, in the order in which the browser runs them."""

_STYLES = ("page", "phone", "paper")
"""Files of `styles/`: those that come later have the last word."""

_IMAGES = ("layers.png", "layers-2x.png", "marker-icon.png")


class _Verbatim(Element):
    """Text that stands in the page as it is: Folium would read a name such as {{x}} as code."""

    _template = Template("{{ this.text }}")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


VIEWS = ("plan", "density")
"""What a page shows when it opens."""


def web_map(
    plan: Plan, *, lang: str = "en", title: str | None = None, community: str | None = None,
    households: bool = False, view: str = "plan", changes: Plan | None = None,
    colours: Mapping[str, int] | None = None,
) -> str:  # fmt: skip
    """Draw a plan as one self-contained HTML page.

    The page holds its scripts, styles and data; it asks the network for nothing. It shows the
    grids, the communities, lines, density and findings, and no single household unless asked for.
    Equal plans give equal pages, byte for byte.

    Parameters
    ----------
    plan
        What is drawn.
    lang
        "zh" or "en".
    title
        The title of the map; a plain one in `lang` if not given.
    community
        The code of the only community that is drawn; all without one.
    households
        Whether the page holds the places of households, without ids: never for the public.
    view
        "plan", or "density" to open with households per square kilometre.
    changes
        An older plan of the same place: what moved since is hatched, its borders are dashed.
    colours
        The row of the fill of each zone of the first level, by its code, where maps that were shown
        before have them; else worked out.

    Raises
    ------
    WriteError
        A language or view that there is not.
    NotInPlanError
        The plan has no such community, or the older plan no such level.
    """
    if lang not in LANGUAGES:
        raise WriteError("lang_unknown", lang=lang, known=list(LANGUAGES))
    if view not in VIEWS:
        raise WriteError("view_unknown", view=view, known=list(VIEWS))
    plan = _in_language(plan, lang)
    shown = plan if community is None else part_of(plan, community)
    since = None
    if changes is not None:
        older = _in_language(changes, lang)
        since = redrawn(older, plan, diff(older, plan, first_level(plan)))
    heading = title or _title(shown, community, lang, is_change=since is not None)
    content = drawing(shown, lang, households=households, changes=since, colours=colours)
    content |= {"title": heading, "lang": LANG_TAGS[lang], "view": view}
    south, west, north, east = content["bounds"]
    canvas = folium.Map(
        location=[(south + north) / 2, (west + east) / 2],
        tiles=None,
        zoom_control=False,
        attribution_control=False,
        fade_animation=False,
        zoom_snap=0.25,
        zoom_delta=0.5,
        min_zoom=3,
        max_zoom=20,
    )
    # Folium would have the browser fetch these from the network, and number elements at random.
    canvas.default_js = []
    canvas.default_css = []
    canvas._id = "plan"
    page = cast(Figure, canvas.get_root())
    page.title = html.escape(heading)
    page.header.add_child(_Verbatim(_head(content)), name="gridgen")
    rendered: str = page.render()
    # Folium forbids what people with weak sight need: to enlarge the page with two fingers.
    rendered = re.sub(r",\s*maximum-scale=1\.0, user-scalable=no", "", rendered, count=1)
    return rendered.replace("<html>", f'<html lang="{LANG_TAGS[lang]}">', 1)


def save_map(plan: Plan, path: str | Path, lang: str = "en", **asked: Any) -> None:
    """Write the page of `web_map` to a file, whole or not at all.

    Parameters
    ----------
    plan, lang, asked
        As for `web_map`.
    path
        Of the file; it is replaced where it exists.

    Raises
    ------
    WriteError
        The folder does not exist or may not be written to.
    """
    write_bytes(Path(path), web_map(plan, lang=lang, **asked).encode())


def _in_language(plan: Plan, lang: str) -> Plan:
    """Return the plan with its zones called in a language, where its rules are at hand."""
    try:
        return in_language(plan, rules_for(plan), lang)
    except RulesError:  # a rules file that is not here: a map can do without
        return plan


def _title(plan: Plan, community: str | None, lang: str, *, is_change: bool) -> str:
    name = str(plan.communities.name[0]) if community is not None else ""
    if is_change:
        return say("changes_title", lang, name=name) if name else say("changes_title_all", lang)
    return say("sheet_title", lang, name=name) if name else say("map_title", lang)


def _head(content: dict[str, Any]) -> str:
    """Leaflet, our style and script, and the content: all that the page needs."""
    return "\n".join(
        [
            f'<meta http-equiv="Content-Security-Policy" content="{CONTENT_POLICY}">',
            '<link rel="icon" href="data:,">',
            f"<style>{_leaflet_css()}</style>",
            *(f"<style>{_part(f'styles/{name}.css')}</style>" for name in _STYLES),
            f"<script>{_leaflet_js()}</script>",
            *(f"<script>{_part(f'scripts/{name}.js')}</script>" for name in _SCRIPTS),
            "<script>document.addEventListener('DOMContentLoaded', function () {"
            f"drawPlan(map_plan, {_as_script(content)});}});</script>",
        ]
    )


def _as_script(content: dict[str, Any]) -> str:
    """JSON that may stand inside a script element: no text in it can end the element."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


@lru_cache
def _part(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


@lru_cache
def _leaflet_js() -> str:
    text = (Path(leaflet.BASE_DIR) / "leaflet.js").read_text(encoding="utf-8")
    # The address of its source map would be fetched by the browser's developer tools.
    return text.split("//# sourceMappingURL", 1)[0]


@lru_cache
def _leaflet_css() -> str:
    folder = Path(leaflet.BASE_DIR)
    text = (folder / "leaflet.css").read_text(encoding="utf-8")
    for name in _IMAGES:
        image = base64.b64encode((folder / "images" / name).read_bytes()).decode("ascii")
        text = text.replace(f"images/{name}", f"data:image/png;base64,{image}")
    return text
