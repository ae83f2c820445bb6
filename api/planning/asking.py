"""What routes about a version share: what they find it by, and what they say of it."""

from __future__ import annotations

from fastapi import Request, Response

from api.access.callers import Role
from api.models import Link
from api.planning.etags import etag_of
from gridgen.model.errors import DeniedError
from gridgen.words.say import in_both

JSON = "application/json"


def address_of(request: Request, path: str) -> str:
    """Return the whole address of a path of the service."""
    return f"{str(request.base_url).rstrip('/')}{path}"


def tagged(response: Response, version: int, edit: int) -> str:
    """Name the state of a version in an answer; return its ETag."""
    etag = etag_of(version, edit)
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "no-cache"
    return etag


def links_of(request: Request, version: int, levels: tuple[str, ...]) -> list[Link]:
    """Return where the parts of a version are."""
    here = address_of(request, f"/versions/{version}")
    parts = ("edits", "findings", "suggestions", "locks", "people")
    collections = [
        Link(href=address_of(request, f"/collections/v{version}.{level}"), rel="collection",
             type=JSON, title=level)
        for level in levels
    ]  # fmt: skip
    return [
        Link(href=here, rel="self", type=JSON),
        *(Link(href=f"{here}/{part}", rel=part, type=JSON) for part in parts),
        Link(href=address_of(request, f"/maps/v{version}.html"), rel="alternate", type="text/html"),
        *collections,
    ]


def require_role(role: Role, needed: Role) -> None:
    """Refuse what is for another role than that of whoever asks.

    Raises
    ------
    DeniedError
        Their role is a lower one.
    """
    if role < needed:
        names = [in_both(f"role_{one.name.lower()}") for one in (needed, role)]
        raise DeniedError("access_role", needed=names[0], mine=names[1])
