"""Sheets over HTTP: what the command prints, without people and without households."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from asking import Client
from maps_plans import many_grids
from plans import VILLAGE, town, with_people
from pypdf import PdfReader

from api.app import create_app
from api.settings import Settings


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Client:
    folder = tmp_path_factory.mktemp("plans")
    for name in ("qinghe", "crowded", "staffed"):
        (folder / f"{name}.gpkg").touch()
    plans = {"qinghe": town(), "crowded": many_grids(300), "staffed": with_people(town())}
    app = create_app(Settings(data=folder), load=lambda path: plans[Path(path).stem])
    return Client(app)


def text_of(content: bytes) -> str:
    pages = PdfReader(io.BytesIO(content)).pages
    return "".join("".join(page.extract_text() for page in pages).split())


def test_a_sheet_is_offered_as_pdf(client: Client) -> None:
    answer = client.get("/maps/qinghe.pdf", params={"size": "A4", "lang": "zh", "title": "清河镇"})

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/pdf"
    assert "qinghe.pdf" in answer.headers["content-disposition"]
    assert "清河镇" in text_of(answer.content)


@pytest.mark.parametrize(
    ("asked", "pages"),
    [
        ({"scope": "grid"}, 7),
        ({"scope": "community"}, 3),
        ({"scope": "grid", "form": "board"}, 6),
        ({"form": "register"}, 1),
        ({"form": "nested"}, 2),
        ({"scope": "community", "only": VILLAGE}, 1),
    ],
)
def test_every_form_is_offered(client: Client, asked: dict[str, str], pages: int) -> None:
    answer = client.get("/maps/qinghe.pdf", params={"size": "A4", **asked})

    assert len(PdfReader(io.BytesIO(answer.content)).pages) == pages


def test_levels_over_http_name_nobody_and_no_phone(client: Client) -> None:
    text = text_of(client.get("/maps/staffed.pdf", params={"form": "nested"}).content)

    assert f"{VILLAGE}001" in text
    assert "0757" not in text
    assert "网格长" not in text


@pytest.mark.slow
def test_preflight_tells_what_finds_no_place_and_which_size_is_enough(client: Client) -> None:
    said = client.get("/maps/crowded/preflight", params={"size": "A4", "lang": "en"}).json()

    rules = {found["rule"]: found for found in said["findings"]}
    assert said["pages"] >= 1
    assert rules["print_label_unplaced"]["number"] > 0
    assert "is enough" in rules["print_size_small"]["text"]


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"size": "A9"}, 400),
        ({"theme": "../../etc/passwd"}, 400),
        ({"scope": "county"}, 400),
        ({"only": "77"}, 404),
        ({"scope": "building"}, 422),
    ],
)
def test_what_cannot_be_printed_is_a_problem_with_its_reason(
    client: Client, asked: dict[str, str], status: int
) -> None:
    answer = client.get("/maps/qinghe.pdf", params=asked)

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


def test_the_landing_page_leads_to_every_print(client: Client) -> None:
    page = client.get("/", params={"lang": "zh", "f": "html"}).text

    for words in ("挂图 A0", "分村图册", "网格层级图", "公示牌", "登记表"):
        assert words in page
