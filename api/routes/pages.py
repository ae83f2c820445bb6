"""Pages for people: the landing page, the maps, the interface documentation."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import HTMLResponse, JSONResponse

from api.access.callers import Role, needs
from api.asked import ALSO_PAGES, HTML, JSON, KNOWN_ONLY, Format, is_for_people
from api.deps import Plans, PlansHere, PlansIfKnown
from api.html import Html, page
from api.language import language
from api.models import TILESETS, Conformance, Landing, Link
from api.served import Served
from gridgen.words.say import level_name, say
from gridgen.words.seen import seen

OPENAPI = "application/vnd.oai.openapi+json;version=3.0"

_FEATURES = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf"
_FILTERS = "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf"
_TILES = "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf"
_CQL2 = "http://www.opengis.net/spec/cql2/1.0/conf"
CONFORMS_TO = (
    *(f"{_FEATURES}/{one}" for one in ("core", "oas30", "geojson", "html")),
    "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
    *(f"{_FILTERS}/{one}" for one in ("filter", "features-filter", "queryables")),
    *(f"{_TILES}/{one}" for one in ("core", "tileset", "tilesets-list", "geodata-tilesets", "mvt")),
    *(f"{_CQL2}/{one}" for one in ("cql2-text", "basic-cql2", "advanced-comparison-operators",
                                   "case-insensitive-comparison", "basic-spatial-functions",
                                   "basic-spatial-functions-plus", "spatial-functions",
                                   "arithmetic")),
)  # fmt: skip
"""What OGC calls that which the service keeps; tests/api/conformance holds each class."""

PROCESSES_CONFORM_TO = tuple(
    f"http://www.opengis.net/spec/ogcapi-processes-1/1.0/conf/{one}"
    for one in ("core", "ogc-process-description", "json", "job-list", "dismiss")
)
"""And where it has a store; the abstract tests stand in tests/api/routes."""

router = APIRouter(tags=["pages"], dependencies=KNOWN_ONLY)


@router.get(
    "/",
    summary="Landing page",
    response_model=Landing,
    response_model_exclude_none=True,
    responses=ALSO_PAGES,
)
def landing(request: Request, plans: PlansIfKnown, f: Format = None) -> Any:
    """Link to everything that the service offers: as JSON, or as a page in Chinese or English.

    Which plans there are is told only to whoever may see them.
    """
    here = str(request.base_url).rstrip("/")
    if not is_for_people(request, f):
        has_store = request.app.state.store is not None
        return Landing(
            title=say("service_title", "en"),
            description=request.app.description,
            links=[
                Link(href=f"{here}/", rel="self", type=JSON),
                Link(href=f"{here}/?f=html", rel="alternate", type=HTML),
                Link(href=f"{here}/api", rel="service-desc", type=OPENAPI),
                Link(href=f"{here}/docs", rel="service-doc", type=HTML),
                Link(href=f"{here}/conformance", rel="conformance", type=JSON),
                Link(href=f"{here}/collections", rel="data", type=JSON),
                *(_processes(here) if has_store else []),
                Link(href=f"{here}/tiles", rel=TILESETS, type=JSON),
                Link(href=f"{here}/tileMatrixSets", type=JSON,
                     rel="http://www.opengis.net/def/rel/ogc/1.0/tiling-schemes"),
            ],
        )  # fmt: skip
    lang = language(request)
    return page(
        say("service_title", lang), Html(_landing(plans, lang)), lang,
        other=f"?lang={'en' if lang == 'zh' else 'zh'}",
    )  # fmt: skip


@router.get(
    "/conformance",
    summary="Standards that the service keeps",
    response_model=Conformance,
    responses=ALSO_PAGES,
)
def conformance(request: Request, f: Format = None) -> Any:
    """Return the conformance classes of OGC whose abstract tests the service passes."""
    more = () if request.app.state.store is None else PROCESSES_CONFORM_TO
    declared = [*CONFORMS_TO, *more]
    if not is_for_people(request, f):
        return Conformance(conformsTo=declared)
    lang = language(request)
    listed = Html("".join(f"<li>{html.escape(one)}</li>" for one in declared))
    return page(
        say("service_conformance", lang), Html(f"<ul>{listed}</ul>"), lang,
        other=f"?f=html&lang={'en' if lang == 'zh' else 'zh'}",
    )  # fmt: skip


def _processes(here: str) -> list[Link]:
    """Return the links to what can be done, and to what it conforms, as OGC API Processes asks."""
    ways = {"conformance": "conformance", "processes": "processes", "job-list": "jobs"}
    return [
        Link(href=f"{here}/{path}", rel=f"http://www.opengis.net/def/rel/ogc/1.0/{rel}", type=JSON)
        for rel, path in ways.items()
    ]


def _landing(plans: Plans | None, lang: str) -> str:
    listed = f"<p>{say('access_none', lang)}</p>" if plans is None else _listed(plans, lang)
    asks = "".join(
        f"<li>{html.escape(say(key, lang))}</li>" for key in ("service_locate", "service_household")
    )
    ways = "".join(
        f'<li><a href="{path}">{say(key, lang)}</a></li>'
        for path, key in (
            ("plan", "service_planner"),
            ("docs", "service_docs"),
            ("collections?f=html", "service_collections"),
            ("health", "service_health"),
        )
    )
    return (
        f"<h2>{say('service_plans', lang)}</h2>{listed}"
        f"<h2>{say('service_ask', lang)}</h2><ul>{asks}</ul><ul>{ways}</ul>"
    )


def _listed(plans: Plans, lang: str) -> str:
    blocks = [_plan_block(served, lang) for served in plans.chosen()]
    for name, why in plans.unusable().items():
        said = html.escape(why.text(lang, by_command=False))
        blocks.append(f"<p><strong>{html.escape(seen(name))}</strong><br>{said}</p>")
    return "".join(blocks) or f"<p>{say('service_no_plans', lang)}</p>"


@router.get(
    "/maps/{plan}.html",
    response_class=HTMLResponse,
    summary="Web map of a plan",
    dependencies=[needs(Role.VIEWER)],
)
def web_map(request: Request, plans: PlansHere, plan: str) -> HTMLResponse:
    """Return the self-contained map page of a plan."""
    text = plans.get(plan).page(language(request))
    headers = {"Content-Security-Policy": policy_of(text), "Vary": "Accept-Language"}
    return HTMLResponse(text, headers=headers)


@router.get(
    "/api",
    summary="This interface as OpenAPI",
    response_class=Response,
    responses={
        200: {"content": {OPENAPI: {}, HTML: {}}, "description": "The document, or a page of it."}
    },
)
def interface(request: Request, f: Format = None) -> Response:
    """Return the OpenAPI document of the service, or its page for people."""
    if is_for_people(request, f):
        return docs(request)
    return JSONResponse(request.app.openapi(), media_type=OPENAPI)


@router.get("/docs", include_in_schema=False)
def docs(request: Request) -> HTMLResponse:
    """Show the interface documentation with Swagger UI from this server."""
    root = request.scope.get("root_path", "").rstrip("/")
    answer = get_swagger_ui_html(
        openapi_url=f"{root}/api",
        title=say("service_docs", "en"),
        swagger_js_url=f"{root}/static/swagger-ui-bundle.js",
        swagger_css_url=f"{root}/static/swagger-ui.css",
        swagger_favicon_url=f"{root}/static/favicon-32x32.png",
        # The default asks a validator on the network.
        swagger_ui_parameters={"validatorUrl": None},
    )
    scripts = _hashes(bytes(answer.body).decode())
    answer.headers["Content-Security-Policy"] = (
        "default-src 'none'; connect-src 'self'; img-src 'self' data:; "
        f"style-src 'self' 'unsafe-inline'; script-src 'self' {scripts}"
    )
    return answer


def policy_of(page: str) -> str:
    """Return a policy that lets run the scripts that stand in the page and no others."""
    return (
        f"default-src 'none'; script-src {_hashes(page)}; "
        "style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
    )


def _hashes(page: str) -> str:
    scripts = re.findall(r"<script>(.*?)</script>", page, flags=re.DOTALL)
    digests = [hashlib.sha256(script.encode()).digest() for script in scripts]
    return " ".join(f"'sha256-{base64.b64encode(d).decode()}'" for d in digests)


def _plan_block(served: Served, lang: str) -> str:
    name = served.name
    path = quote(name, safe="")
    layers = " · ".join(
        f'<a href="collections/{quote(f"{name}.{level}", safe="")}/items?f=html">'
        f"{html.escape(level_name(level, lang))}</a>"
        for level in served.levels
    )
    return (
        f"<p><strong>{html.escape(name)}</strong><br>"
        f'<a href="maps/{path}.html?lang={lang}">{say("service_map", lang)}</a> · '
        f"{say('service_layers', lang)}: {layers}<br>"
        f"{say('service_print', lang)}: {_prints(path, lang)}</p>"
    )


def _prints(path: str, lang: str) -> str:
    """Links to what can be printed of a plan."""
    offers = [
        (say("service_sheet", lang, size="A0"), "size=A0"),
        (say("service_sheet", lang, size="A3"), "size=A3"),
        (say("service_atlas", lang), "size=A3&amp;scope=community&amp;form=atlas"),
        (say("service_nested", lang), "size=A3&amp;form=nested"),
        (say("service_board", lang), "size=A3&amp;scope=grid&amp;form=board"),
        (say("service_register", lang), "size=A4&amp;form=register"),
    ]
    return " · ".join(
        f'<a href="maps/{path}.pdf?{query}&amp;lang={lang}">{html.escape(name)}</a>'
        for name, query in offers
    )
