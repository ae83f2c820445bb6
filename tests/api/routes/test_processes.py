"""What can be done is described and ordered, as OGC API Processes has it (18-062r2, annex A)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from asking import Client
from campaigns import campaign
from stored import made_store
from working import asked_by, delete, kept, ordered, sent, service, worked

from api.access.callers import Role
from api.app import create_app
from api.routes.processes import MOST_BYTES
from api.settings import Settings
from gridgen.jobs.asked import PROCESSES
from gridgen.jobs.queue import jobs_of
from gridgen.versions.store.uploads import uploads_of

NO_SUCH = "http://www.opengis.net/def/exceptions/ogcapi-processes-1/1.0/no-such-process"
SCOPE = "990101001"


@pytest.fixture
def client(tmp_path: Path) -> Client:
    """A service whose store has the town as version 1."""
    made_store(tmp_path, has_town=True)
    return service(tmp_path)


def households(*places: tuple[float, float]) -> dict[str, Any]:
    """Households as GeoJSON."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"id": f"h{number}", "community": "990101001201"},
                "geometry": {"type": "Point", "coordinates": place},
            }
            for number, place in enumerate(places)
        ],
    }


VILLAGE = households(*((114 + k % 12 * 2e-4, 31 + k // 12 * 2e-4) for k in range(120)))


# --- /conf/core ----------------------------------------------------------------------------------


# /conf/core/landingpage-op /conf/core/landingpage-success /conf/core/api-definition-op
# /conf/core/api-definition-success /conf/core/http
def test_the_landing_page_leads_to_processes_and_jobs(client: Client) -> None:
    links = {link["rel"]: link["href"] for link in client.get("/").json()["links"]}

    rel = "http://www.opengis.net/def/rel/ogc/1.0"
    assert links[f"{rel}/processes"] == "http://town/processes"
    assert links[f"{rel}/job-list"] == "http://town/jobs"
    assert links[f"{rel}/conformance"] == "http://town/conformance"
    assert "service-desc" in links


# /conf/core/conformance-op /conf/core/conformance-success
def test_the_classes_are_declared_where_there_is_a_store(client: Client, tmp_path: Path) -> None:
    files_alone = Client(create_app(Settings(data=tmp_path)))

    declared = client.get("/conformance").json()["conformsTo"]

    classes = [one.rpartition("/")[2] for one in declared if "processes-1/1.0" in one]
    assert classes == ["core", "ogc-process-description", "json", "job-list", "dismiss"]
    assert "processes" not in files_alone.get("/conformance").text
    assert "processes" not in files_alone.get("/?f=json").text
    assert files_alone.get("/processes").status_code == 400


# /conf/core/process-list-op /conf/core/process-list-success /conf/core/process-list-links
# /conf/json/content /conf/json/definition
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_process_is_listed(client: Client, lang: str) -> None:
    listed = client.get("/processes", params={"lang": lang}).json()

    assert [one["id"] for one in listed["processes"]] == [*PROCESSES]
    assert [link["rel"] for link in listed["links"]] == ["self"]
    for one in listed["processes"]:
        assert one["title"]
        assert one["description"]
        assert one["version"] == "1.0.0"
        assert {link["rel"] for link in one["links"]} >= {"self"}


# /conf/core/process-list-limit-def /conf/core/process-list-limit-response
@pytest.mark.parametrize(("limit", "status"), [(1, 200), (4, 200), (1000, 200), (0, 400)])
def test_as_many_are_listed_as_are_asked_for(client: Client, limit: int, status: int) -> None:
    answer = client.get("/processes", params={"limit": limit})

    assert answer.status_code == status
    if status == 200:
        assert len(answer.json()["processes"]) == min(limit, 4)


# /conf/core/process-op /conf/core/process-success /conf/ogc-process-description/inputs-def
# /conf/ogc-process-description/input-def /conf/ogc-process-description/outputs-def
# /conf/ogc-process-description/output-def /conf/ogc-process-description/json-encoding
# /conf/ogc-process-description/input-mixed-type
@pytest.mark.parametrize("process", [*PROCESSES])
def test_a_process_is_described_with_schemas(client: Client, process: str) -> None:
    told = client.get(f"/processes/{process}", params={"lang": "en"}).json()

    assert told["id"] == process
    assert set(told["outputTransmission"]) <= {"value", "reference"}
    assert {"async-execute", "dismiss"} <= set(told["jobControlOptions"])
    assert ("sync-execute" in told["jobControlOptions"]) is (process in ("check", "suggest"))
    assert [*told["inputs"]] == [field.name for field in PROCESSES[process]]
    for said in told["inputs"].values():
        assert said["title"]
        assert said["description"]
        assert 0 <= said["minOccurs"] <= said["maxOccurs"]
        assert "type" in said["schema"] or "oneOf" in said["schema"]
    assert len(told["outputs"]) == 1
    assert all("type" in said["schema"] for said in told["outputs"].values())


# /conf/core/process-exception-no-such-process
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_process_that_is_not_there_is_named_so(client: Client, method: str) -> None:
    address = "/processes/explode" + ("/execution" if method == "POST" else "")

    answer = client.ask(method, address)

    assert answer.status_code == 404
    assert answer.json()["type"] == NO_SUCH
    assert answer.headers["content-type"] == "application/problem+json"


# /conf/core/job-creation-op /conf/core/job-creation-auto-execution-mode
# /conf/core/job-creation-success /conf/core/job-creation-success-async
@pytest.mark.parametrize("prefer", [None, "respond-async", "respond-sync", "wait=10"])
def test_long_work_is_always_a_job(client: Client, prefer: str | None) -> None:
    inputs = {"version": 1, "households": {"href": f"/uploads/{kept(client)}"}}

    answer = ordered(client, "redraw", inputs, **({} if prefer is None else {"prefer": prefer}))

    told = answer.json()
    assert answer.status_code == 201
    assert answer.headers["location"] == f"http://town/jobs/{told['jobID']}"
    assert (told["type"], told["status"], told["processID"]) == ("process", "accepted", "redraw")
    assert (told["progress"], told["message"]) == (0, "waits for a worker")
    assert answer.headers.get("preference-applied") == (
        "respond-async" if prefer == "respond-async" else None
    )


# /conf/core/job-creation-default-execution-mode /conf/core/job-creation-request
# /conf/core/job-results-success-sync
@pytest.mark.parametrize(("prefer", "status"), [(None, 200), ("respond-sync", 200),
                                               ("respond-async", 201)])  # fmt: skip
def test_quick_work_is_done_at_once_unless_a_job_is_preferred(
    client: Client, prefer: str | None, status: int
) -> None:
    answer = ordered(
        client, "check", {"version": 1}, **({} if prefer is None else {"prefer": prefer})
    )

    assert answer.status_code == status
    assert len(jobs_of(client.app.state.store)) == (status == 201)


# /conf/core/job-creation-success-sync-raw-value-one /conf/core/job-creation-success-sync-document
def test_results_are_a_document_or_the_value_itself(client: Client) -> None:
    document = ordered(client, "check", {"version": 1})
    same = ordered(client, "check", {"version": 1}, response="document")
    raw = ordered(client, "check", {"version": 1}, response="raw",
                  outputs={"findings": {"transmissionMode": "value"}})  # fmt: skip

    assert document.json() == same.json() == {"findings": raw.json()}
    assert isinstance(raw.json(), list)
    assert {response.status_code for response in (document, same, raw)} == {200}


def test_an_object_in_a_document_says_that_it_is_a_value(client: Client) -> None:
    document = ordered(client, "suggest", {"version": 1, "most": 1}).json()
    raw = ordered(client, "suggest", {"version": 1, "most": 1}, response="raw").json()

    assert document == {"suggestions": {"value": raw, "mediaType": "application/json"}}
    assert (raw["version"], raw["edit"]) == (1, 0)


def test_findings_come_in_the_language_of_the_request(client: Client) -> None:
    said = {
        lang: client.post(
            f"/processes/check/execution?lang={lang}", json={"inputs": {"version": 1}}
        )
        for lang in ("zh", "en")
    }

    zh, en = (json.dumps(said[lang].json(), ensure_ascii=False) for lang in ("zh", "en"))
    assert zh != en


def test_what_is_large_becomes_a_job(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.routes.processes._QUICK_HOUSEHOLDS", 1)

    answer = ordered(client, "check", {"version": 1})

    assert answer.status_code == 201


# /conf/core/job-creation-inputs /conf/core/job-creation-input-inline
# /conf/core/job-creation-input-inline-object /conf/core/job-creation-input-inline-mixed
def test_households_by_value_are_divided(client: Client) -> None:
    value = {"value": VILLAGE, "mediaType": "application/geo+json"}

    answer = ordered(client, "divide", {"name": "new", "households": value, "effort": "fast"})
    job = worked(client)

    assert answer.status_code == 201
    (upload,) = uploads_of(client.app.state.store)
    assert (upload.name, upload.seen["layers"][0]["rows"]) == ("households.geojson", 120)
    assert job.problem is None
    version = client.get(f"/jobs/{job.id}/results").json()["version"]
    assert version["href"] == "http://town/versions/2"
    assert (version["plan"], version["number"], version["type"]) == ("new", 1, "application/json")


# /conf/core/job-creation-input-ref
def test_households_by_reference_are_divided_alike(client: Client) -> None:
    upload = sent(client, json.dumps(VILLAGE).encode(), "village.geojson")
    for href in (f"/uploads/{upload['id']}", upload["links"][0]["href"]):
        inputs = {"name": "new", "households": {"href": href}, "effort": "fast"}

        answer = ordered(client, "divide", inputs)

        assert answer.status_code == 201
        assert worked(client).problem is None


# /conf/core/job-creation-input-array
def test_several_files_are_an_array(client: Client) -> None:
    one = {"href": f"/uploads/{kept(client)}"}
    value = {"value": VILLAGE}

    answer = ordered(client, "redraw", {"version": 1, "corrections": [one, value]})

    assert answer.status_code == 201, answer.text
    (job,) = jobs_of(client.app.state.store)
    assert [[*given] for given in job.asked["corrections"]] == [["upload"], ["upload"]]


# /conf/core/job-creation-input-validation
@pytest.mark.parametrize(
    ("process", "inputs", "told"),
    campaign(
        [
            ("divide", {}, "The input 'name' is missing"),
            ("divide", {"name": "a"}, "The input 'households' is missing"),
            ("divide", {"name": "a", "households": "b"}, "The input 'households' is \"b\""),
            ("divide", {"name": 3}, "The input 'name' is 3"),
            ("check", {"version": 1, "wrong": 2}, "There is no input 'wrong'"),
            ("check", {"version": "1"}, "The input 'version' is \"1\""),
            ("check", {"version": 1.5}, "The input 'version' is 1.5"),
            ("check", {"version": True}, "The input 'version' is true"),
            ("check", {"version": 0}, "The input 'version' is 0"),
            ("check", {"version": 10**30}, "The input 'version' is 1000"),
            ("check", {}, "exactly one is expected"),
            ("check", {"plan": {"upload": {}}}, "The input 'plan' is"),
            ("suggest", {"version": 1, "most": 11}, "The input 'most' is 11"),
        ],
        every=3,
        several=True,
    ),
)
def test_inputs_that_fit_no_schema_are_named(
    client: Client, process: str, inputs: dict[str, Any], told: str
) -> None:
    answer = ordered(client, process, inputs)

    assert answer.status_code == 400
    assert told in answer.json()["detail"]
    assert jobs_of(client.app.state.store) == []


# Abstract tests that find no process here to which they apply:
# /conf/core/job-creation-input-inline-binary /conf/core/job-creation-input-inline-bbox
# /conf/core/job-creation-success-sync-raw-value-multi /conf/core/job-creation-success-sync-raw-ref
# /conf/core/job-creation-success-sync-raw-mixed-multi
# /conf/core/job-results-success-async-raw-value-multi
# /conf/core/job-results-success-async-raw-mixed-multi
# /conf/ogc-process-description/output-mixed-type
@pytest.mark.parametrize("process", [*PROCESSES])
def test_no_process_has_binary_inputs_boxes_or_several_outputs(
    client: Client, process: str
) -> None:
    told = client.get(f"/processes/{process}").json()

    text = json.dumps(told)
    assert "contentEncoding" not in text
    assert "ogc-bbox" not in text
    (output,) = told["outputs"].values()
    assert "oneOf" not in output["schema"]
    assert not {"sync-execute"} <= set(told["jobControlOptions"]) or (
        told["outputTransmission"] == ["value"]
    )


# --- what else holds -----------------------------------------------------------------------------


def test_no_address_elsewhere_is_fetched(client: Client) -> None:
    answer = ordered(
        client, "divide", {"name": "a", "households": {"href": "http://127.0.0.1:1/x"}}
    )

    assert answer.status_code == 400
    assert "this service fetches nothing from any address" in answer.json()["detail"]


def test_the_same_key_is_the_same_job(client: Client) -> None:
    inputs = {"name": "new", "households": {"value": VILLAGE}}

    answers = [ordered(client, "divide", inputs, key="k1") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].headers["location"] == answers[1].headers["location"]
    assert len(jobs_of(client.app.state.store)) == 1
    assert len(uploads_of(client.app.state.store)) == 1


def test_the_same_key_for_something_else_is_a_conflict(client: Client) -> None:
    inputs = {"name": "new", "households": {"value": VILLAGE}}
    ordered(client, "divide", inputs, key="k1")

    answer = ordered(client, "divide", {**inputs, "seed": 1}, key="k1")

    assert answer.status_code == 409
    assert "Use a new key" in answer.json()["detail"]


def test_two_keys_are_none(client: Client) -> None:
    answer = client.post(
        "/processes/check/execution",
        content=b'{"inputs": {"version": 1}}',
        headers=[("Idempotency-Key", "a"), ("Idempotency-Key", "b")],
    )

    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[" * 200_000, 400),
        (b'{"inputs": {"version": NaN}}', 400),
        (b'{"inputs": {"version": 1e400}}', 400),
        (b" " * (MOST_BYTES + 1), 413),
    ],
)
def test_odd_bodies_are_refused(client: Client, content: bytes, status: int) -> None:
    answer = client.post("/processes/check/execution", content=content)

    assert answer.status_code == status


def test_geojson_that_cannot_be_read_is_refused_and_not_kept(client: Client) -> None:
    link = {"type": "link", "properties": {"href": "http://127.0.0.1:1/crs", "type": "proj4"}}
    value = {**VILLAGE, "crs": link, "features": VILLAGE["features"][:2]}
    odd = {"type": "FeatureCollection", "features": 7}

    linked = ordered(client, "divide", {"name": "a", "households": {"value": value}})
    broken = ordered(client, "divide", {"name": "a", "households": {"value": odd}})

    assert broken.status_code == 422, broken.text
    assert linked.status_code in (201, 422)
    assert len(uploads_of(client.app.state.store)) == (linked.status_code == 201)


def test_uploads_and_versions_of_others_are_not_there(client: Client) -> None:
    upload = kept(client, actor="p1", scope=SCOPE)
    asked_by(client, "p2", Role.PLANNER, "88")
    inputs = {"name": "a", "households": {"href": f"/uploads/{upload}"}}

    answers = [
        ordered(client, "divide", inputs),
        ordered(client, "divide", {**inputs, "households": {"href": "/uploads/none"}}),
        ordered(client, "check", {"version": 1}),
        ordered(client, "check", {"version": 99}),
        ordered(client, "redraw", {"version": 1}),
    ]

    assert [answer.status_code for answer in answers] == [404] * 5
    assert answers[2].json()["detail"].replace("1", "99") == answers[3].json()["detail"]


def test_viewers_read_what_can_be_done_and_order_nothing(client: Client) -> None:
    asked_by(client, "v1", Role.VIEWER)

    assert client.get("/processes").status_code == 200
    assert client.get("/processes/divide").status_code == 200
    assert ordered(client, "check", {"version": 1}).status_code == 403


def test_what_fails_at_once_is_told_with_its_reason(client: Client) -> None:
    answer = ordered(client, "check", {"plan": {"href": f"/uploads/{kept(client)}"}})

    assert answer.status_code == 422
    assert "农户.csv" in answer.json()["detail"]


def test_an_upload_that_is_gone_is_told(client: Client) -> None:
    upload = kept(client)
    delete(client, f"/uploads/{upload}")

    answer = ordered(client, "divide", {"name": "a", "households": {"href": f"/uploads/{upload}"}})

    assert answer.status_code == 404
    assert upload in answer.json()["detail"]
