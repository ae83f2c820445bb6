"""Pages for people, around what the service answers to programs."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence

from fastapi.responses import HTMLResponse

from gridgen.words.say import say
from gridgen.words.seen import seen

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"

_STYLE = """
body { margin: 0; background: #f3f0e8; color: #2d2a26; line-height: 1.6;
  font-family: "Noto Sans CJK SC", "Noto Sans SC", "Microsoft YaHei", "PingFang SC", system-ui,
  sans-serif; }
main { max-width: 46rem; margin: 3rem auto; padding: 1.5rem 2rem 2rem; background: #fffefa;
  border: 1px solid #cfc8b8; border-radius: 6px; overflow-x: auto; }
header { display: flex; justify-content: space-between; align-items: baseline; gap: 1rem; }
h1 { font-size: 1.5rem; margin: 0 0 .5rem; }
h2 { font-size: 1.05rem; margin: 1.5rem 0 .4rem; color: #655f54; }
ul { padding-left: 1.2rem; margin: .2rem 0; }
a { color: #1d5a85; }
table { border-collapse: collapse; font-size: .92rem; }
th, td { padding: .25rem .8rem .25rem 0; text-align: left; border-bottom: 1px solid #e4dfd3;
  white-space: nowrap; }
td.number { text-align: right; font-variant-numeric: tabular-nums; }
nav { margin: .8rem 0; }
"""


class Html(str):
    """HTML that is ours: what stands in it of data is escaped."""


def page(title: str, body: Html, lang: str, *, other: str) -> HTMLResponse:
    """Return a page with a link to the same in the other language.

    Parameters
    ----------
    title
        As text.
    body
        What stands below the title.
    lang
        "zh" or "en".
    other
        Address of the page in the other language.
    """
    spoken = "zh-CN" if lang == "zh" else "en"
    name = html.escape(seen(title))
    text = (
        f'<!DOCTYPE html><html lang="{spoken}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">'
        f"<title>{name}</title><style>{_STYLE}</style></head><body><main>"
        f'<header><h1>{name}</h1><a href="{html.escape(other)}">'
        f"{say('service_language', lang)}</a></header>{body}</main></body></html>"
    )
    headers = {"Content-Security-Policy": POLICY, "Vary": "Accept, Accept-Language"}
    return HTMLResponse(text, headers=headers)


def link(address: str, text: str) -> Html:
    """Return a link as HTML."""
    return Html(f'<a href="{html.escape(address)}">{html.escape(seen(text))}</a>')


def links(pairs: Iterable[tuple[str, str]]) -> Html:
    """Return links in a row, as HTML: addresses and texts."""
    return Html(" · ".join(link(*pair) for pair in pairs))


def table(header: Sequence[str], rows: Iterable[Sequence[str | int | float | None]]) -> Html:
    """Return a table as HTML; cells are escaped, but those that are `Html`."""
    head = "".join(f"<th>{html.escape(name)}</th>" for name in header)
    body = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows)
    return Html(f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>")


def _cell(value: str | float | None) -> str:
    if value is None:
        return "<td></td>"
    if isinstance(value, bool):
        return f"<td>{'✓' if value else '–'}</td>"
    if isinstance(value, str):
        return f"<td>{value if isinstance(value, Html) else html.escape(seen(value))}</td>"
    return f'<td class="number">{value:,}</td>'
