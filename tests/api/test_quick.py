"""Quick routes answer as FastAPI's own do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Any

import pytest
from asking import Client
from fastapi import APIRouter, Depends, FastAPI, Query, Request, Response
from fastapi.routing import APIRoute
from hypothesis import given
from hypothesis import strategies as st

from api.quick import QuickRoute

ROUTES = (APIRoute, QuickRoute)


class Colour(StrEnum):
    """One of two."""

    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True)
class Page:
    """A value of what was asked, as routes depend on it."""

    limit: Annotated[int, Query(ge=1, le=100)] = 10
    first_row: Annotated[int, Query(alias="first-row")] = 0


calls: list[str] = []


def slowly(name: str = "nobody") -> str:
    calls.append("slowly")
    return name.upper()


async def twice(one: Annotated[str, Depends(slowly)], request: Request) -> str:
    calls.append("twice")
    return f"{one} {request.url.path}"


async def answer(
    request: Request,
    town: str,
    one: Annotated[str, Depends(slowly)],
    two: Annotated[str, Depends(twice)],
    page: Annotated[Page, Depends()],
    lon: Annotated[float, Query(allow_inf_nan=False)],
    colour: Colour = Colour.RED,
    day: date | None = None,
) -> Response:
    return Response(repr((request.method, town, one, two, page, lon, colour, day)))


def app_of(route_class: type[APIRoute], endpoint: Any = answer) -> FastAPI:
    router = APIRouter(route_class=route_class)
    router.get("/towns/{town}")(endpoint)
    app = FastAPI()
    app.include_router(router)
    return app


SLOW, QUICK = (Client(app_of(one)) for one in ROUTES)

VALUES = st.sampled_from(
    ["", "1", "-1", "0", "101", "1.5", "nan", "1e400", "red", "blue", "green", "2027-01-31",
     "2027-02-30", " 7 ", "x\u4e2d", "null", "true"]
)  # fmt: skip
NAMES = st.sampled_from(
    ["lon", "limit", "first-row", "first_row", "colour", "day", "name", "other"]
)


@given(st.lists(st.tuples(NAMES, VALUES), max_size=5), st.booleans())
def test_whatever_is_asked_the_answer_is_that_of_fastapi(
    asked: list[tuple[str, str]], has_lon: bool
) -> None:
    params: Any = [*asked, *([("lon", "113.9")] if has_lon else [])]

    slow = SLOW.get("/towns/清河", params=params)
    quick = QUICK.get("/towns/清河", params=params)

    assert (quick.status_code, quick.text) == (slow.status_code, slow.text)
    assert slow.status_code in (200, 422)


def test_what_several_things_depend_on_is_called_once() -> None:
    calls.clear()

    QUICK.get("/towns/a?lon=1")

    assert calls == ["slowly", "twice"]


def test_an_answer_in_a_thread_is_the_same() -> None:
    def answer(town: str, limit: int = 3) -> Response:
        return Response(f"{town} {limit}")

    slow, quick = (Client(app_of(one, answer)).get("/towns/a?limit=4") for one in ROUTES)

    assert quick.text == slow.text == "a 4"


def with_list(town: str, of: Annotated[list[int], Query()]) -> Response:
    return Response(f"{town} {of}")


def with_header(town: str, request: Request, response: Response) -> Response:
    return Response(f"{town} {request.headers['host']} {response.status_code}")


def with_value(town: str) -> dict[str, str]:
    return {"town": town}


@pytest.mark.parametrize("endpoint", [with_list, with_header, with_value])
def test_a_route_that_takes_more_or_makes_no_answer_is_left_to_fastapi(endpoint: Any) -> None:
    slow, quick = (Client(app_of(one, endpoint)).get("/towns/a?of=1&of=2") for one in ROUTES)

    assert quick.status_code == slow.status_code == 200
    assert quick.text == slow.text


def test_what_a_test_puts_in_the_place_of_a_dependency_counts() -> None:
    app = app_of(QuickRoute)
    app.dependency_overrides[slowly] = lambda: "somebody"

    assert "somebody" in Client(app).get("/towns/a?lon=1").text
