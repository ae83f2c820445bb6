"""What the service answers about uploads, as pydantic models."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from api.models import FindingAnswer, Link
from gridgen.versions.store.uploads import Upload
from gridgen.words.say import LANGUAGES


class Column(BaseModel):
    """A column that is recognised."""

    header: str
    means: str


class UploadLayer(BaseModel):
    """A layer or sheet of an upload."""

    name: str
    role: str
    rows: int | None
    geometry: str
    crs: str
    columns: list[Column]
    unused: list[str]
    problem: str | None = None


class UploadAnswer(BaseModel):
    """An upload, and what was recognised in it."""

    id: str
    name: str
    size: int
    hash: str
    at: str
    kind: str
    holds: str
    layers: list[UploadLayer]
    findings: list[FindingAnswer]
    links: list[Link]

    @classmethod
    def of(cls, upload: Upload, lang: str, here: str) -> UploadAnswer:
        """Return what is told of an upload.

        Parameters
        ----------
        upload
            As the store has it.
        lang
            "zh" or "en".
        here
            Address of the service.
        """
        seen, at = upload.seen, LANGUAGES.index(lang)
        return cls(
            id=upload.id,
            name=upload.name,
            size=upload.size,
            hash=upload.hash,
            at=upload.at,
            kind=seen.get("kind", ("", ""))[at],
            holds=seen.get("holds", ""),
            layers=[_layer(layer, at) for layer in seen.get("layers", ())],
            findings=[
                FindingAnswer(**found, text=found[lang]) for found in seen.get("findings", ())
            ],
            links=[Link(href=f"{here}/uploads/{upload.id}", rel="self", type="application/json")],
        )


class Uploads(BaseModel):
    """Uploads, the newest first."""

    uploads: list[UploadAnswer]
    links: list[Link]


def _layer(layer: Mapping[str, Any], at: int) -> UploadLayer:
    columns = [
        Column(header=header, means=ours) for header, ours in (layer["columns"] or {}).items()
    ]
    problem = layer["problem"] and layer["problem"][at]
    return UploadLayer(**{**layer, "columns": columns, "problem": problem})
