"""Write the lines for curl into docs/api-by-curl.md and docs/api-by-curl.zh.md: one for every
operation of the OpenAPI document, as it says them itself (`x-curl`).

    python -P docs/curl.py      # -P: beside this file lies another `api`
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from api.app import create_app
from api.settings import Settings

HERE = Path(__file__).parent
PAGES = (HERE / "api-by-curl.md", HERE / "api-by-curl.zh.md")
BEGIN, END = "<!-- made by docs/curl.py -->", "<!-- to here -->"


def document() -> dict[str, Any]:
    """Return the OpenAPI document of a service with a store."""
    with TemporaryDirectory() as folder:
        app = create_app(Settings(database=str(Path(folder) / "store.sqlite")))
        described: dict[str, Any] = app.openapi()
        app.state.store.close()
    return described


def lines() -> str:
    """Return every operation as Markdown: a heading for each kind, a line for each operation."""
    by_kind: dict[str, list[str]] = {}
    for path, methods in document()["paths"].items():
        for method, operation in methods.items():
            line = f"# {operation['summary']}: {method.upper()} {path}\n{operation['x-curl']}"
            by_kind.setdefault(operation["tags"][0], []).append(line)
    parts = [f"### {kind}\n\n```sh\n" + "\n".join(made) + "\n```" for kind, made in by_kind.items()]
    return "\n\n".join(parts)


def page(text: str) -> str:
    """Return a page with the lines as they are now."""
    before, rest = text.split(BEGIN, 1)
    behind = rest.split(END, 1)[1]
    return f"{before}{BEGIN}\n\n{lines()}\n\n{END}{behind}"


if __name__ == "__main__":
    for file in PAGES:
        file.write_text(page(file.read_text("utf-8")), "utf-8")
