"""Every question and order that the service takes, as a method."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

import httpx

from gridgen.client.asking import Asking
from gridgen.client.saving import format_of, save
from gridgen.client.values import Edited, Job, Told, Upload, Version
from gridgen.client.waiting import Hear, job_after, job_from

LONG_S = 600.0
"""Seconds in which an answer must begin that comes only once a file was read or written whole."""

Points = Sequence[tuple[float, float]]
"""Longitude and latitude of each, degrees."""


class Client:
    """A service at an address.

    Parameters
    ----------
    address
        Of its landing page, such as `http://127.0.0.1:8000`.
    key
        Of whoever asks; "" where none is needed.
    lang
        "zh" or "en": of messages and findings.
    timeout_s
        Seconds in which the service must answer something; `LONG_S` where it reads or writes files.
    transport
        What carries requests, as httpx has it: for proxies and for tests.

    All methods raise errors of gridgen: RequestError for what cannot be taken, AccessError and
    DeniedError, NotInPlanError for what is not there (or not yours to see), ConflictError where
    somebody else was faster, StoreError where the state does not allow it, ReadError for files and
    plans that cannot be used, and ServiceError where the service fails or cannot be reached. The
    message is the service's own; the field `problem` holds all that it said.
    """

    def __init__(
        self,
        address: str,
        key: str = "",
        *,
        lang: str = "en",
        timeout_s: float = 60.0,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._asking = Asking(address, key, lang=lang, timeout_s=timeout_s, transport=transport)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection."""
        self._asking.close()

    # --- files ---------------------------------------------------------------------------------

    def upload(self, file: str | Path, *, name: str = "") -> Upload:
        """Send a file, in pieces, and return what was recognised in it.

        Parameters
        ----------
        file
            Where it lies.
        name
            What the service is to call it; as it is called here where none is said.
        """
        path = Path(file)
        with path.open("rb") as body:
            told = self._asking.told(
                "POST", "/uploads", params={"name": name or path.name}, content=body,
                timeout=LONG_S,
            )  # fmt: skip
        return Upload(str(told["id"]), str(told["name"]), told)

    def uploads(self) -> list[Upload]:
        """Return one's own uploads, the newest first."""
        found = self._asking.told("GET", "/uploads")["uploads"]
        return [Upload(str(told["id"]), str(told["name"]), told) for told in found]

    def forget(self, upload: Upload) -> None:
        """Delete an upload."""
        self._asking.ask("DELETE", f"/uploads/{_word(upload.id)}")

    # --- work ----------------------------------------------------------------------------------

    def divide(
        self,
        name: str,
        households: Upload,
        *,
        told: Hear | None = None,
        limit_s: float | None = None,
        **inputs: Any,
    ) -> Version:
        """Return the plan of a division, once it is done.

        Parameters
        ----------
        name
            Of the plan.
        households
            Whom to divide.
        told
            Is told each event: progress by community.
        limit_s
            Seconds to wait at most.
        inputs
            All that the process takes (GET /processes/divide); an upload, or a list of them, may
            stand for a file.
        """
        job = self.order("divide", {"name": name, "households": households, **inputs})
        return self.made_by(self.wait(job.id, told=told, limit_s=limit_s))

    def redraw(
        self,
        version: int,
        *,
        told: Hear | None = None,
        limit_s: float | None = None,
        **inputs: Any,
    ) -> Version:
        """Return the plan of a version against other land or households, once it is done."""
        job = self.order("redraw", {"version": version, **inputs})
        return self.made_by(self.wait(job.id, told=told, limit_s=limit_s))

    def order(self, process: str, inputs: Mapping[str, Any], *, once: str = "") -> Job:
        """Begin a job; the same word `once` again returns the job that was begun with it."""
        headers = {"Prefer": "respond-async"} | ({"Idempotency-Key": once} if once else {})
        said = {name: _input(value) for name, value in inputs.items() if value is not None}
        told = self._asking.told(
            "POST", f"/processes/{_word(process)}/execution", json={"inputs": said},
            headers=headers,
        )  # fmt: skip
        return job_from(told)

    def job(self, job: str) -> Job:
        """Return how a job stands."""
        return job_from(self._asking.told("GET", f"/jobs/{_word(job)}"))

    def jobs(self) -> list[Job]:
        """Return one's own jobs, the newest first."""
        return [job_from(told) for told in self._asking.told("GET", "/jobs")["jobs"]]

    def wait(self, job: str, *, told: Hear | None = None, limit_s: float | None = None) -> Job:
        """Return a job that succeeded, once it is over; ReadError where it failed."""
        return job_after(self._asking, _word(job), hear=told, limit_s=limit_s)

    def results(self, job: str) -> Told:
        """Return what came of a job that is over."""
        found: Told = self._asking.told("GET", f"/jobs/{_word(job)}/results")
        return found

    def made_by(self, job: Job) -> Version:
        """Return the version that a division or a redraw made."""
        return self.version(int(self.results(job.id)["version"]["version"]))

    def dismiss(self, job: str) -> Job:
        """Stop a job that waits or runs."""
        return job_from(self._asking.told("DELETE", f"/jobs/{_word(job)}"))

    # --- plans and versions --------------------------------------------------------------------

    def plans(self) -> list[Told]:
        """Return the plans that one may see."""
        found: list[Told] = self._asking.told("GET", "/plans")["plans"]
        return found

    def import_plan(self, file: str | Path, name: str) -> Version:
        """Return the first version of a plan that a file holds."""
        with Path(file).open("rb") as body:
            answer = self._asking.ask(
                "POST", "/plans", params={"name": name}, content=body, timeout=LONG_S
            )
        return self._version(answer)

    def versions(self, plan: int) -> list[Told]:
        """Return the versions of a plan."""
        found: list[Told] = self._asking.told("GET", f"/plans/{plan}/versions")["versions"]
        return found

    def version(self, number: int) -> Version:
        """Return a version as it is now."""
        return self._version(self._asking.ask("GET", f"/versions/{number}"))

    def draft(self, version: int) -> Version:
        """Return a new draft that begins as a version is."""
        return self._version(self._asking.ask("POST", f"/versions/{version}/draft"))

    def findings(self, version: int) -> Told:
        """Return what a person must see of a version."""
        return self._of(version, "findings")

    def diff(self, version: int, other: int) -> Told:
        """Return what differs between two versions."""
        return self._of(version, f"diff/{other}")

    def people(self, version: int) -> Told:
        """Return the posts of a version, filled and vacant."""
        return self._of(version, "people")

    def export(self, version: int, file: str | Path, *, form: str = "", **asked: str) -> Path:
        """Write a version into a file, whole or not at all.

        Parameters
        ----------
        version
            Its number.
        file
            What to write; what is there is replaced once the new one is whole.
        form
            gpkg, geojson, geoparquet, xlsx, pdf, csv; by the ending of the file where none is said.
        asked
            What else the format takes.
        """
        path = Path(file)
        asked = {"format": form or format_of(path), **asked}
        with self._asking.stream(
            "GET", f"/versions/{version}/export", params=asked, timeout=LONG_S
        ) as answer:
            save(answer, path)
        return path

    # --- edits ---------------------------------------------------------------------------------

    def edit(self, version: Version, edit: Mapping[str, Any], *, dry_run: bool = False) -> Edited:
        """Change a draft, or tell what the change would do.

        Parameters
        ----------
        version
            As it was seen; where somebody else changed it since, a ConflictError says who did
            what. Whether to look again and repeat is the caller's to decide.
        edit
            Such as `{"operation": "merge", "zones": ["...001", "...002"]}`, or `{"edits": [...]}`
            for several, all of them or none; also with a `reason`.
        dry_run
            Whether only the effect is asked for.
        """
        asked = {"dry_run": "true"} if dry_run else None
        return self._changed(version, "edits", edit, asked)

    def undo(self, version: Version, times: int = 1) -> Edited:
        """Take back the last edits of a draft."""
        return self._changed(version, "undo", {"times": times})

    def redo(self, version: Version, times: int = 1) -> Edited:
        """Make edits again that were taken back."""
        return self._changed(version, "redo", {"times": times})

    def edits(self, version: int) -> Told:
        """Return the history of a version."""
        return self._of(version, "edits")

    def suggestions(self, version: int) -> Told:
        """Return edits that would mend what was found."""
        return self._of(version, "suggestions")

    def move_to(
        self, version: int, state: str, *, reason: str = "", day: date | None = None
    ) -> Version:
        """Submit, approve, send back ("draft"), publish or retire a version."""
        said = {"state": state, "reason": reason, "day": day and day.isoformat()}
        body = {name: value for name, value in said.items() if value}
        return self._version(self._asking.ask("POST", f"/versions/{version}/state", json=body))

    def publish(self, version: int, day: date) -> Version:
        """Let a version that is approved be in force from a day on."""
        return self.move_to(version, "published", day=day)

    # --- where -------------------------------------------------------------------------------

    def locate(self, lon: float, lat: float, **asked: str) -> Told:
        """Return what is at a point: zones, who answers, and the nearest grid outside of all.

        Parameters
        ----------
        lon, lat
            Degrees; of WGS 84 unless `datum` says another.
        asked
            plan, day, datum.
        """
        found: Told = self._asking.told("GET", "/locate", params={"lon": lon, "lat": lat, **asked})
        return found

    def locate_many(self, points: Points, **asked: str) -> Told:
        """Return the codes at up to 100,000 points, in their order, null where nothing is."""
        return self._located({"points": [[*map(float, point)] for point in points]}, asked)

    def households(self, ids: Sequence[str], **asked: str) -> Told:
        """Return the codes of up to 100,000 households, in order, null where none is known."""
        return self._located({"households": [*ids]}, asked)

    def household(self, household: str, **asked: str) -> Told:
        """Return where a household belongs and who answers; never where it lies."""
        found: Told = self._asking.told(
            "GET", f"/households/{_word(household)}", params=asked or None
        )
        return found

    def features(self, collection: str, **asked: Any) -> Iterator[Told]:
        """Yield the features of a collection as GeoJSON, page by page.

        Parameters
        ----------
        collection
            Such as `v12.grids` or `990101001.grids`.
        asked
            bbox, filter, sortby, crs, limit (of a page) and the like.
        """
        path = f"/collections/{_word(collection)}/items"
        page = self._asking.told("GET", path, params={"f": "json", **asked})
        while True:
            yield from page["features"]
            following = [link["href"] for link in page["links"] if link["rel"] == "next"]
            if not following:
                return
            page = self._asking.told("GET", self._asking.here(following[0]))

    # --- parts ---------------------------------------------------------------------------------

    def _of(self, version: int, part: str) -> Told:
        found: Told = self._asking.told("GET", f"/versions/{version}/{part}")
        return found

    def _located(self, body: Told, asked: Mapping[str, str]) -> Told:
        found: Told = self._asking.told("POST", "/locate", params=asked or None, json=body)
        return found

    def _changed(
        self, version: Version, part: str, body: Told, asked: Mapping[str, str] | None = None
    ) -> Edited:
        answer = self._asking.ask(
            "POST", f"/versions/{version.number}/{part}", params=asked, json=body,
            headers={"If-Match": version.etag},
        )  # fmt: skip
        return Edited(answer.headers.get("etag", version.etag), self._asking.json_of(answer))

    def _version(self, answer: httpx.Response) -> Version:
        told = self._asking.json_of(answer)
        return Version(int(told["id"]), str(told["state"]), answer.headers.get("etag", ""), told)


def _word(text: str) -> str:
    """Return a text as one word of an address."""
    return quote(text, safe="")


def _input(value: Any) -> Any:
    """Return an input of a process as JSON has it; uploads are named by their address."""
    if isinstance(value, Upload):
        return {"href": f"/uploads/{value.id}"}
    if isinstance(value, list | tuple):
        return [_input(one) for one in value]
    return value
