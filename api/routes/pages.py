"""Pages for people: the landing page, the maps, the interface documentation."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import HTMLResponse

from api.deps import PlansHere, Served
from api.language import language
from api.models import Health
from gridgen import __version__
from gridgen.words.say import level_name, say
from gridgen.words.seen import seen

LANDING_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
Lang = Annotated[
    Literal["zh", "en"] | None, Query(description="zh or en; else Accept-Language decides.")
]

router = APIRouter(tags=["pages"])

_STYLE = """
body { margin: 0; background: #f3f0e8; color: #2d2a26; line-height: 1.6;
  font-family: "Noto Sans CJK SC", "Noto Sans SC", "Microsoft YaHei", "PingFang SC", system-ui,
  sans-serif; }
main { max-width: 46rem; margin: 3rem auto; padding: 1.5rem 2rem 2rem; background: #fffefa;
  border: 1px solid #cfc8b8; border-radius: 6px; }
header { display: flex; justify-content: space-between; align-items: baseline; gap: 1rem; }
h1 { font-size: 1.5rem; margin: 0 0 .5rem; }
h2 { font-size: 1.05rem; margin: 1.5rem 0 .4rem; color: #655f54; }
ul { padding-left: 1.2rem; margin: .2rem 0; }
a { color: #1d5a85; }
"""


@router.get("/", response_class=HTMLResponse, summary="Landing page")
def landing(request: Request, plans: PlansHere, lang: Lang = None) -> HTMLResponse:
    """Link to everything that the service offers, in Chinese or English."""
    spoken = lang or language(request)
    other = "en" if spoken == "zh" else "zh"
    blocks = [_plan_block(served, spoken) for served in plans.chosen()]
    blocks += [
        f"<p><strong>{html.escape(seen(name))}</strong><br>{html.escape(why.text(spoken))}</p>"
        for name, why in plans.unusable().items()
    ]
    listed = "".join(blocks) or f"<p>{say('service_no_plans', spoken)}</p>"
    asks = "".join(
        f"<li>{html.escape(say(key, spoken))}</li>"
        for key in ("service_locate", "service_household")
    )
    links = "".join(
        f'<li><a href="{path}">{say(key, spoken)}</a></li>'
        for path, key in (
            ("docs", "service_docs"),
            ("collections", "service_collections"),
            ("health", "service_health"),
        )
    )
    title = say("service_title", spoken)
    page = (
        f'<!DOCTYPE html><html lang="{"zh-CN" if spoken == "zh" else "en"}"><head>'
        f'<meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f'<link rel="icon" href="data:,"><title>{title}</title><style>{_STYLE}</style></head>'
        f'<body><main><header><h1>{title}</h1><a href="?lang={other}">'
        f"{say('service_language', spoken)}</a></header>"
        f"<h2>{say('service_plans', spoken)}</h2>{listed}"
        f"<h2>{say('service_ask', spoken)}</h2><ul>{asks}</ul><ul>{links}</ul>"
        "</main></body></html>"
    )
    headers = {"Content-Security-Policy": LANDING_POLICY, "Vary": "Accept-Language"}
    return HTMLResponse(page, headers=headers)


@router.get("/health", summary="Is the service up")
def health(plans: PlansHere) -> Health:
    """Answer without reading any plan."""
    return Health(status="ok", version=__version__, plans=len(plans.names()))


@router.get("/maps/{plan}.html", response_class=HTMLResponse, summary="Web map of a plan")
def web_map(request: Request, plans: PlansHere, plan: str, lang: Lang = None) -> HTMLResponse:
    """Return the self-contained map page of a plan."""
    spoken = lang or language(request)
    page = plans.get(plan).page(spoken)
    headers = {"Content-Security-Policy": policy_of(page), "Vary": "Accept-Language"}
    return HTMLResponse(page, headers=headers)


@router.get("/docs", include_in_schema=False)
def docs(request: Request) -> HTMLResponse:
    """Show the interface documentation with Swagger UI from this server."""
    root = request.scope.get("root_path", "").rstrip("/")
    answer = get_swagger_ui_html(
        openapi_url=f"{root}/openapi.json",
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
        f'<a href="collections/{quote(f"{name}.{level}", safe="")}/items">'
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
