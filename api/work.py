"""What the service answers about uploads and jobs, as pydantic models."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from api.models import FindingAnswer, Link
from gridgen.jobs.failure import error_of
from gridgen.jobs.job import SUCCESSFUL, Job
from gridgen.versions.store.uploads import Upload
from gridgen.words.say import LANGUAGES, say

RESULTS = "http://www.opengis.net/def/rel/ogc/1.0/results"


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


class StatusInfo(BaseModel):
    """How a job stands, as OGC API Processes tells it."""

    jobID: str  # noqa: N815 - as the standard spells it
    processID: str  # noqa: N815
    type: str = "process"
    status: str
    message: str
    progress: int
    created: str
    started: str | None = None
    finished: str | None = None
    updated: str
    links: list[Link]

    @classmethod
    def of(cls, job: Job, lang: str, here: str) -> StatusInfo:
        """Return how a job stands, `here` as `UploadAnswer.of` takes it."""
        address = f"{here}/jobs/{job.id}"
        message = say(f"job_state_{job.state}", lang)
        if job.problem is not None:
            message = error_of(job.problem).text(lang, by_command=False)
        links = [
            Link(href=address, rel="self", type="application/json"),
            Link(href=address, rel="monitor", type="application/json"),
            Link(href=f"{address}/events", rel="related", type="text/event-stream"),
        ]
        if job.state == SUCCESSFUL:
            links.append(Link(href=f"{address}/results", rel=RESULTS, type="application/json"))
        return cls(
            jobID=job.id,
            processID=job.process,
            status=job.state,
            message=message,
            progress=job.progress,
            created=job.created,
            started=job.started,
            finished=job.finished,
            updated=job.updated,
            links=links,
        )


class Jobs(BaseModel):
    """Jobs, the newest first."""

    jobs: list[StatusInfo]
    links: list[Link]
