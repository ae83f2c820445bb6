"""The description of the interface."""

from __future__ import annotations

import json

from asking import Client


def test_the_openapi_document_names_every_route_and_the_largest_limit(client: Client) -> None:
    document = client.get("/api").json()

    assert document["openapi"] == "3.0.3"
    assert '"null"' not in json.dumps(document)

    assert set(document["paths"]) == {
        "/",
        "/api",
        "/conformance",
        "/plan",
        "/collections/{collection}/queryables",
        "/maps/{plan}.pdf",
        "/maps/{plan}/preflight",
        "/health",
        "/metrics",
        "/collections",
        "/collections/{collection}",
        "/collections/{collection}/items",
        "/collections/{collection}/items/{code}",
        "/tileMatrixSets",
        "/tileMatrixSets/{tileMatrixSet}",
        "/collections/{collection}/tiles",
        "/collections/{collection}/tiles/{tileMatrixSet}",
        "/collections/{collection}/tiles/{tileMatrixSet}/{tileMatrix}/{tileRow}/{tileCol}",
        "/tiles",
        "/tiles/{plan}",
        "/tiles/{plan}/{tileMatrixSet}",
        "/tiles/{plan}/{tileMatrixSet}/{tileMatrix}/{tileRow}/{tileCol}",
        "/public",
        "/public/{scope}",
        "/public/{scope}/tiles",
        "/public/{scope}/tiles/{z}/{y}/{x}",
        "/public/{scope}/{level}",
        "/locate",
        "/households/{household}",
        "/maps/{plan}.html",
        "/actors",
        "/whoami",
        "/keys",
        "/keys/{key}",
        "/audit",
        "/uploads",
        "/uploads/{upload}",
        "/readings",
        "/presets",
        "/presets/{preset}",
        "/processes",
        "/processes/{process}",
        "/processes/{process}/execution",
        "/jobs",
        "/jobs/{job}",
        "/jobs/{job}/results",
        "/jobs/{job}/events",
        "/plans",
        "/plans/{plan}/versions",
        "/versions/{v}",
        "/versions/{v}/draft",
        "/versions/{v}/state",
        "/versions/{v}/zones",
        "/versions/{v}/selection",
        "/versions/{v}/unplaced",
        "/versions/{v}/comments",
        "/versions/{v}/comments/{comment}",
        "/versions/{v}/share",
        "/versions/{v}/findings",
        "/versions/{v}/people",
        "/versions/{v}/diff/{w}",
        "/versions/{v}/diff/{w}/export",
        "/versions/{v}/edits",
        "/versions/{v}/undo",
        "/versions/{v}/redo",
        "/versions/{v}/suggestions",
        "/versions/{v}/locks",
        "/versions/{v}/locks/{code}",
        "/versions/{v}/export",
        "/hooks",
        "/hooks/{hook}",
        "/hooks/{hook}/deliveries",
        "/hooks/{hook}/test",
    }
    parameters = document["paths"]["/collections/{collection}/items"]["get"]["parameters"]
    assert next(p for p in parameters if p["name"] == "limit")["schema"]["maximum"] == 10_000
