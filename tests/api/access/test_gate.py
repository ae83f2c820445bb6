"""Whoever is not known is refused without a word about the keys that there are."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from asking import Client, Loads, keyed
from campaigns import campaign
from fastapi import FastAPI

from api.access.gate import _address
from api.access.keyring import KEPT_S, Keyring
from api.access.policies import Rates
from api.app import create_app
from api.settings import Settings
from gridgen.versions.store.access import KeyOrder, make_key, revoke
from gridgen.words.say import say

REFUSED = say("access_refused", "en")
ENGLISH = {"Accept-Language": "en"}


def whoami(app: FastAPI, **headers: str) -> tuple[int, str]:
    answer = Client(app).get("/whoami", headers={**ENGLISH, **headers})
    return answer.status_code, answer.json().get("detail", "")


def test_without_a_key_the_answer_says_how_to_send_one(app: FastAPI) -> None:
    answer = Client(app).get("/whoami", headers=ENGLISH)

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == 'Bearer realm="gridgen"'
    assert answer.headers["content-type"] == "application/problem+json"
    assert "X-API-Key" in answer.json()["detail"]


@pytest.mark.parametrize("header", ["X-API-Key", "Authorization", "authorization"])
def test_a_key_opens_in_either_header(app: FastAPI, header: str) -> None:
    key = keyed(app, "planner", "990101", "88").key
    value = f"Bearer {key}" if header.lower() == "authorization" else key

    answer = Client(app).get("/whoami", headers={header: value})

    assert answer.status_code == 200
    assert answer.json() == {
        "actor": f"key-{key[3:11]}", "role": "planner", "scopes": ["88", "990101"],
    }  # fmt: skip


SHAPES = {
    "nothing": "",
    "a space": " ",
    "short": "gg_",
    "of another": "gg_0123abcd_" + "A" * 43,
    "too long by one": "gg_0123abcd_" + "A" * 44,
    "huge": "A" * 100_000,
    "in Chinese": "密钥".encode().decode("latin-1"),
    "of other letters": "gg_0123abcd_" + "é" * 43,
    "with NUL": "gg_0123abcd_\0" + "A" * 42,
    "SQL": "' OR 1=1 --",
    "a token": "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.",
}
"""What is no key."""


@pytest.mark.parametrize("shape", campaign(SHAPES, every=4))
@pytest.mark.parametrize("prefix", ["", "Bearer "])
def test_what_is_no_key_is_refused_in_the_same_words(app: FastAPI, shape: str, prefix: str) -> None:
    name = b"authorization" if prefix else b"x-api-key"
    headers = [(name, f"{prefix}{SHAPES[shape]}".encode("latin-1")), (b"accept-language", b"en")]

    answer = Client(app).ask("GET", "/whoami", headers=headers)

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == 'Bearer realm="gridgen", error="invalid_token"'
    assert answer.json()["detail"] == REFUSED


def test_a_known_id_is_refused_like_an_unknown_one(app: FastAPI) -> None:
    key = keyed(app).key
    guess = f"{key[:12]}{'A' * 43}"

    known = Client(app).get("/whoami", headers={**ENGLISH, "X-API-Key": guess})
    unknown = Client(app).get(
        "/whoami", headers={**ENGLISH, "X-API-Key": f"gg_00000000_{'A' * 43}"}
    )

    assert known.content == unknown.content
    for answer in (known, unknown):
        del answer.headers["x-request-id"]
    assert {**known.headers} == {**unknown.headers}


@pytest.mark.parametrize("value", ["Basic eDp5", "bearer", "Digest x", "Token x"])
def test_another_scheme_is_refused(app: FastAPI, value: str) -> None:
    status, said = whoami(app, Authorization=value)

    assert status == 401
    assert "Bearer" in said


@pytest.mark.parametrize("other", [b"x-api-key", b"authorization"])
def test_two_keys_are_refused_even_if_they_are_the_same(app: FastAPI, other: bytes) -> None:
    key = keyed(app).key.encode()
    value = b"Bearer " + key if other == b"authorization" else key

    answer = Client(app).ask("GET", "/whoami", headers=[(b"x-api-key", key), (other, value)])

    assert answer.status_code == 400


@pytest.mark.parametrize("place", ["/whoami?key={0}", "/locate?lon={0}&lat=1", "/households/{0}"])
@pytest.mark.parametrize("is_known", [True, False])
def test_a_key_in_the_address_is_refused_and_not_repeated(
    app: FastAPI, place: str, is_known: bool
) -> None:
    key = keyed(app).key

    answer = Client(app, key if is_known else "").get(place.format(key), headers=ENGLISH)

    assert answer.status_code == 400
    assert "A key stands in the address" in answer.json()["detail"]
    assert key not in answer.text


def test_no_key_gets_into_logs_or_answers(app: FastAPI, caplog: pytest.LogCaptureFixture) -> None:
    key, wrong = keyed(app).key, f"gg_00000000_{'B' * 43}"

    with caplog.at_level(logging.DEBUG):
        answers = [
            Client(app, sent).ask(method, address)
            for sent in (key, wrong)
            for method, address in [("GET", "/nothing"), ("PUT", "/keys"), ("POST", "/keys"),
                                    ("GET", "/whoami?x=1"), ("GET", "/keys"), ("GET", "/audit")]
        ]  # fmt: skip

    told = "".join(answer.text + str(answer.headers) for answer in answers) + caplog.text
    assert key not in told
    assert wrong not in told


@pytest.mark.parametrize("address", ["/", "/conformance", "/api", "/docs", "/health"])
@pytest.mark.parametrize("sent", ["", "nonsense"])
def test_what_is_for_everybody_needs_no_key(app: FastAPI, address: str, sent: str) -> None:
    assert Client(app, sent).get(address).status_code == 200


def test_the_landing_page_names_plans_to_those_alone_who_may_see_them(app: FastAPI) -> None:
    nobody = Client(app).get("/?f=html").text
    viewer = keyed(app, "viewer").get("/?f=html").text

    assert "qinghe" not in nobody
    assert "X-API-Key" in nobody
    assert "qinghe" in viewer


def test_an_open_service_lets_everybody_read_and_nobody_write(tmp_path: Path) -> None:
    settings = Settings(database=str(tmp_path / "store.sqlite"), is_open=True)
    client = Client(create_app(settings, load=Loads()))

    assert client.get("/whoami").json()["role"] == "viewer"
    assert client.get("/keys").status_code == 403
    assert Client(client.app, "nonsense").get("/whoami").status_code == 401


def test_a_service_of_files_alone_knows_no_keys(client: Client) -> None:
    assert client.get("/whoami").json() == {"actor": "open", "role": "viewer", "scopes": [""]}
    asked = client.get("/keys", headers={"Accept-Language": "en"})
    assert asked.status_code == 400
    assert "it has no store" in asked.json()["detail"]


def test_a_key_that_is_over_is_refused_like_one_that_never_was(app: FastAPI) -> None:
    key = keyed(app).key
    assert whoami(app, **{"X-API-Key": key}) == (200, "")

    revoke(app.state.store, key[3:11], actor="p1")
    app.state.keyring.forget()

    assert whoami(app, **{"X-API-Key": key}) == (401, REFUSED)


def test_a_revoked_key_opens_in_other_processes_for_a_few_seconds_at_most(tmp_path: Path) -> None:
    clock = [1_800_000_000.0]
    settings = Settings(database=str(tmp_path / "store.sqlite"))
    one, other = create_app(settings), create_app(settings, keyring=Keyring(lambda: clock[0]))
    _, text = make_key(one.state.store, KeyOrder("viewer", ("",)), actor="p1")
    assert Client(other, text).get("/whoami").status_code == 200

    assert keyed(one).ask("DELETE", f"/keys/{text[3:11]}").status_code == 204

    assert Client(one, text).get("/whoami").status_code == 401
    clock[0] += KEPT_S - 0.1
    assert Client(other, text).get("/whoami").status_code == 200
    clock[0] += 0.2
    assert Client(other, text).get("/whoami").status_code == 401


# --- how often -----------------------------------------------------------------------------------


def limited(tmp_path: Path, *, is_open: bool = False, **rates: int) -> FastAPI:
    """A service that answers so often in a minute."""
    database = str(tmp_path / "store.sqlite")
    return create_app(Settings(database=database, is_open=is_open, rates=Rates(**rates)))


def statuses(client: Client, times: int, method: str = "GET", address: str = "/whoami") -> set[int]:
    return {client.ask(method, address).status_code for _ in range(times)}


def test_whoever_asks_too_often_is_told_when_to_come_again(tmp_path: Path) -> None:
    client = keyed(limited(tmp_path, usual=3), "viewer")

    answers = [client.get("/whoami", headers=ENGLISH) for _ in range(9)]

    # A minute may end meanwhile: then six are answered.
    late = [answer for answer in answers if answer.status_code == 429]
    assert len(late) >= 3
    assert late[0].headers["content-type"] == "application/problem+json"
    assert "3 in 60 seconds are answered" in late[0].json()["detail"]
    assert 1 <= int(late[0].headers["retry-after"]) <= 60
    assert late[0].headers["ratelimit"].startswith('"usual";r=0;t=')
    assert late[0].headers["x-content-type-options"] == "nosniff"


def test_every_answer_tells_what_is_left(tmp_path: Path) -> None:
    client = keyed(limited(tmp_path), "viewer")

    for address in ("/whoami", "/nothing", "/whoami?x=1", "/health"):
        answer = client.get(address)
        assert answer.headers["ratelimit-policy"] == '"usual";q=6000;w=60'
        assert answer.headers["ratelimit"].startswith('"usual";r=59')


def test_callers_do_not_use_up_what_others_have(tmp_path: Path) -> None:
    app = limited(tmp_path, usual=2)
    busy, quiet = keyed(app, "viewer"), keyed(app, "viewer")

    assert 429 in statuses(busy, 7)
    assert statuses(quiet, 1) == {200}


def test_uploads_and_executions_are_counted_more_strictly(tmp_path: Path) -> None:
    client = keyed(limited(tmp_path, heavy=1))

    assert 429 in statuses(client, 4, "POST", "/processes/divide/execution")
    assert statuses(client, 4) == {200}


def test_whoever_tries_keys_is_stopped_and_others_at_their_address_are_not(tmp_path: Path) -> None:
    app = limited(tmp_path, failed=2)
    good = keyed(app, "viewer")

    assert statuses(Client(app, f"gg_00000000_{'A' * 43}"), 7) == {401, 429}
    assert statuses(good, 7) == {200}


def test_zero_is_any_number(tmp_path: Path) -> None:
    client = keyed(limited(tmp_path, usual=0, heavy=0, failed=0), "viewer")

    answer = client.get("/whoami")

    assert answer.status_code == 200
    assert "ratelimit" not in answer.headers


def test_a_network_of_ipv6_counts_as_one_address_and_none_is_kept(tmp_path: Path) -> None:
    hosts = ["10.0.0.1", "10.0.0.2", "2001:db8::1", "2001:db8::2", "2001:db8:0:1::1", "", "x"]

    names = [_address({"client": (host, 1)}) for host in hosts]

    assert names[0] != names[1]
    assert names[2] == names[3] != names[4]
    assert not [name for name, host in zip(names, hosts, strict=True) if host and host in name]
    assert _address({"client": None}) == names[5]
