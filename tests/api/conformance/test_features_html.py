"""OGC API Features, part 1 (17-069r4), annex A.5: HTML."""

from __future__ import annotations

import pytest
from asking import Client
from conforming import HTML, ITEMS, Page, collections, features, interface, items_of

PATHS = ("/", "/api", "/conformance", "/collections", "/collections/{collection}", ITEMS,
         f"{ITEMS}/{{code}}")  # fmt: skip


def addresses(client: Client) -> list[str]:
    """Every address of the standard that there is."""
    found = list(PATHS[:4])
    for one in collections(client):
        code = features(client, items_of(one))[0]["id"]
        found += [f"/collections/{one['id']}", items_of(one), f"{items_of(one)}/{code}"]
    return found


@pytest.mark.parametrize("path", PATHS)
def test_every_resource_is_offered_as_a_page(client: Client, path: str) -> None:
    """/conf/html/definition."""
    assert HTML in interface(client)["paths"][path]["get"]["responses"]["200"]["content"]


def test_every_resource_is_a_page_for_who_asks_for_pages(client: Client) -> None:
    """/conf/html/content: the page is HTML 5, says what the resource says and links on."""
    for address in addresses(client):
        by_header = client.get(address, headers={"accept": "text/html"})
        by_name = client.get(address, params={"f": "html"})
        assert by_header.status_code == by_name.status_code == 200
        assert by_header.headers["content-type"] == "text/html; charset=utf-8"
        assert by_header.text.lstrip().lower().startswith("<!doctype html>")
        assert {"html", "head", "title", "body"} <= set(Page(by_header.text).opened)


def test_the_page_of_a_collection_leads_to_its_features(client: Client) -> None:
    """/conf/html/content: all links of the resource, and the values of a feature."""
    for one in collections(client):
        page = Page(client.get(f"/collections/{one['id']}", params={"f": "html"}).text)
        assert any(way.startswith(items_of(one)) for way in page.ways)
        for feature in features(client, items_of(one), limit=2)[:2]:
            told = client.get(f"{items_of(one)}/{feature['id']}", params={"f": "html"}).text
            assert set(feature["properties"]) <= set(Page(told).words)
            assert feature["id"] in Page(told).words
