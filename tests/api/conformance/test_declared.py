"""A class of a standard is declared where its abstract tests are ported, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest
from asking import Client
from conforming import fetched
from everything import everything

HERE = Path(__file__).parent
OGC = "http://www.opengis.net/spec"
FEATURES, CRS, FILTERS, CQL2, TILES, PROCESSES = (
    f"{OGC}/{part}/1.0/conf"
    for part in ("ogcapi-features-1", "ogcapi-features-2", "ogcapi-features-3", "cql2",
                 "ogcapi-tiles-1", "ogcapi-processes-1")
)  # fmt: skip
_TILES, _PROCESSES, _JOBS = (f"../routes/test_{name}.py" for name in ("tiles", "processes", "jobs"))

HELD: dict[str, tuple[str, tuple[str, ...]]] = {
    f"{FEATURES}/core": ("test_features_core.py", (
        "http", "root-op", "root-success", "api-definition-op", "api-definition-success",
        "conformance-op", "conformance-success", "crs84", "fc-md-op", "fc-md-success",
        "fc-md-links", "fc-md-items", "fc-md-items-links", "fc-md-extent", "sfc-md-op",
        "sfc-md-success", "fc-op", "fc-bbox-definition", "fc-bbox-response",
        "fc-limit-definition", "fc-limit-response", "fc-time-definition", "fc-time-response",
        "fc-response", "fc-links", "fc-rel-type", "fc-timeStamp", "fc-numberMatched",
        "fc-numberReturned", "query-param-unknown", "query-param-invalid", "f-op", "f-success",
        "f-links",
    )),
    f"{FEATURES}/geojson": ("test_features_geojson.py", ("definition", "content")),
    f"{FEATURES}/html": ("test_features_html.py", ("definition", "content")),
    f"{FEATURES}/oas30": ("test_features_oas30.py", (
        "completeness", "exceptions-codes", "oas-definition-1", "oas-definition-2", "oas-impl",
        "security",
    )),
    f"{CRS}/crs": ("test_crs.py", (
        "crs-uri", "default-crs", "storageCrs", "crs-parameter", "crs-parameter-invalid",
        "crs-parameter-default", "crs-parameter-transform", "bbox-crs-parameter",
        "bbox-crs-parameter-invalid", "bbox-crs-parameter-default",
    )),
    f"{FILTERS}/queryables": ("test_filter.py", (
        "get-conformance", "get-collections", "get-queryables", "get-collection",
    )),
    f"{FILTERS}/filter": ("test_filter.py", (
        "get-conformance", "filter-param", "filter-lang-default", "expression-construction",
        "filter-crs-wgs84", "filter-crs-param", "mixing-expression",
    )),
    f"{FILTERS}/features-filter": ("test_filter.py", ("get-conformance", "filter-on-items")),
    f"{CQL2}/cql2-text": ("test_cql2.py", ("validate", "escaping")),
    f"{CQL2}/basic-cql2": ("test_cql2.py", (
        "basic-test", "comparison", "is-null", "boolean", "test-data", "logical",
    )),
    f"{CQL2}/advanced-comparison-operators": ("test_cql2.py", (
        "like", "between", "in", "logical",
    )),
    f"{CQL2}/case-insensitive-comparison": ("test_cql2.py", ("casei", "casei-like", "logical")),
    f"{CQL2}/basic-spatial-functions": ("test_cql2.py", ("s_intersects", "test-data", "logical")),
    f"{CQL2}/basic-spatial-functions-plus": ("test_cql2.py", ("s_intersects", "test-data")),
    f"{CQL2}/spatial-functions": ("test_cql2.py", (
        "s_intersects", "s_disjoint", "s_equals", "s_touches", "s_crosses", "s_within",
        "s_contains", "s_overlaps", "test-data", "logical",
    )),
    f"{CQL2}/arithmetic": ("test_cql2.py", ("arithmetic", "test-data", "logical")),
    f"{TILES}/core": (_TILES, ("conformance-success", "tc-op", "tc-success", "tc-error")),
    f"{TILES}/mvt": (_TILES, ("content",)),
    f"{TILES}/tileset": (_TILES, ("description",)),
    f"{TILES}/tilesets-list": (_TILES, ("tileset-links",)),
    f"{TILES}/geodata-tilesets": (_TILES, ("operation", "desc-links")),
}  # fmt: skip
"""By declared class the file of its tests beside this one, and the abstract tests of the standard
that it ports. The tables of the standard about its own places (`test-data`) are asked as far as
data for them are at hand."""


HELD_WITH_STORE: dict[str, tuple[str, ...]] = {
    f"{PROCESSES}/core": (
        "landingpage-op", "landingpage-success", "api-definition-op", "api-definition-success",
        "conformance-op", "conformance-success", "http", "process-list-op",
        "process-list-limit-def", "process-list-success", "process-list-links",
        "process-list-limit-response", "process-op", "process-success",
        "process-exception-no-such-process", "job-creation-op",
        "job-creation-auto-execution-mode", "job-creation-default-execution-mode",
        "job-creation-request", "job-creation-inputs", "job-creation-input-inline",
        "job-creation-input-ref", "job-creation-input-array", "job-creation-input-inline-object",
        "job-creation-input-inline-mixed", "job-creation-input-inline-binary",
        "job-creation-input-inline-bbox", "job-creation-input-validation", "job-creation-success",
        "job-creation-success-sync-raw-value-one", "job-creation-success-sync-raw-value-multi",
        "job-creation-success-sync-raw-ref", "job-creation-success-sync-raw-mixed-multi",
        "job-creation-success-sync-document", "job-creation-success-async", "job-op",
        "job-success", "job-exception-no-such-job", "job-results-op", "job-results-success",
        "job-results-success-sync", "job-results-success-async-raw-value-one",
        "job-results-success-async-raw-value-multi", "job-results-success-async-raw-ref",
        "job-results-success-async-raw-mixed-multi", "job-results-success-async-document",
        "job-results-exception-no-such-job", "job-results-exception-results-not-ready",
        "job-results-failed",
    ),
    f"{PROCESSES}/ogc-process-description": (
        "json-encoding", "inputs-def", "input-def", "input-mixed-type", "outputs-def",
        "output-def", "output-mixed-type",
    ),
    f"{PROCESSES}/json": ("definition", "content"),
    f"{PROCESSES}/job-list": (
        "op", "type-def", "type-response", "processid-mandatory", "processid-def",
        "processid-response", "status-def", "status-response", "datetime-def",
        "datetime-response", "duration-def", "duration-response", "limit-def", "limit-response",
        "links", "success",
    ),
    f"{PROCESSES}/dismiss": ("job-dismiss-op", "job-dismiss-success"),
}  # fmt: skip
"""What is declared where there is a store too, and the abstract tests that `OF_ROUTES` port, as the
files of annex A name them."""

OF_ROUTES = (_PROCESSES, _JOBS)


def test_the_classes_that_are_declared_are_those_that_are_held(client: Client) -> None:
    assert set(fetched(client, "/conformance")["conformsTo"]) == set(HELD)


def test_with_a_store_more_classes_are_declared_and_held(tmp_path: Path) -> None:
    client = everything(tmp_path)

    assert set(fetched(client, "/conformance")["conformsTo"]) == set(HELD) | set(HELD_WITH_STORE)
    client.app.state.store.close()


@pytest.mark.parametrize("declared", HELD)
def test_every_abstract_test_of_a_class_is_ported(declared: str) -> None:
    file, names = HELD[declared]
    text = (HERE / file).read_text()
    said = {word.strip(".,:()\"' \n") for word in text.split()}

    assert {f"/conf/{declared.rsplit('/', 1)[1]}/{name}" for name in names} <= said


@pytest.mark.parametrize("declared", HELD_WITH_STORE)
def test_every_abstract_test_about_processes_is_ported(declared: str) -> None:
    said = {word for file in OF_ROUTES for word in (HERE / file).read_text().split()}

    names = HELD_WITH_STORE[declared]
    assert {f"/conf/{declared.rsplit('/', 1)[1]}/{name}" for name in names} <= said
