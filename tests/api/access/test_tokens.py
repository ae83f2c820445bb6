"""A token counts if the provider signed it, for this service, for now; and only then."""

from __future__ import annotations

import base64
import hmac
import json
from pathlib import Path
from typing import Any

import pytest
from asking import Client, keyed
from campaigns import campaign
from examples import examples
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from joserfc import jwt
from joserfc.jwk import OctKey
from providing import AUDIENCE, KEYS, Realm, ec_key, rsa_key

from api.access.callers import Role
from api.access.policies import Rates
from api.access.tokens import LEEWAY_S, Tokens, actor_of, is_token
from api.access.trusted import Trusted
from api.app import create_app
from api.settings import Settings
from gridgen.model.errors import AccessError, DeniedError
from gridgen.versions.store.audit import require_actor

REFUSED = "opens nothing"


NOW = 1_800_000_000


@pytest.fixture(autouse=True)
def stand_still(town: Realm) -> None:
    """Let the clock of the provider stand still, as that of `tokens` does."""
    town.now = NOW


def tokens(town: Realm, **more: Any) -> Tokens:
    return Tokens(Trusted(town.issuer, AUDIENCE, **more), lambda: NOW)


def unsigned(header: dict[str, Any], claims: dict[str, Any], signature: bytes = b"") -> str:
    parts = [json.dumps(header).encode(), json.dumps(claims).encode(), signature]
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)


def test_a_token_says_role_and_land_and_nobody_reads_from_it_who_it_is(town: Realm) -> None:
    found = tokens(town).checked(town.token())

    assert (found.caller.role, found.caller.scopes) == (Role.PLANNER, ("990101",))
    assert found.caller.actor == actor_of(town.issuer, "f3a9-user")
    assert "f3a9" not in found.caller.actor
    assert found.until == NOW + 300 + LEEWAY_S


@pytest.mark.parametrize("subject", ["13912345678", "陈建国", "chen@example.org", "x" * 5000])
def test_an_actor_never_looks_like_a_person(subject: str) -> None:
    actor = actor_of("https://id.example.org", subject)

    assert require_actor(actor) == actor
    assert len(actor) == 24
    assert actor != actor_of("https://other.example.org", subject)


def test_the_usual_ways_to_sign_count(town: Realm) -> None:
    key = rsa_key("rsa")
    town.keys = [key.as_dict(private=False)]

    for algorithm in ("RS256", "PS384", "RS512"):
        sent = jwt.encode({"alg": algorithm, "kid": "rsa"}, town.claims(), key, [algorithm])
        assert tokens(town).checked(sent).caller.role == Role.PLANNER


# --- what is forged ------------------------------------------------------------------------------


def test_a_token_without_signature_is_refused(town: Realm) -> None:
    for algorithm in ("none", "None", "NONE", "", None):
        for kid in ({}, {"kid": "first"}):
            with pytest.raises(AccessError, match=REFUSED):
                tokens(town).checked(unsigned({"alg": algorithm, **kid}, town.claims()))


@pytest.mark.parametrize("form", ["pem", "der", "json"])
def test_a_public_key_is_no_secret_to_sign_with(town: Realm, form: str) -> None:
    key = rsa_key("rsa")
    town.keys = [key.as_dict(private=False)]
    secret = {
        "pem": key.as_pem(private=False),
        "der": key.as_der(private=False),
        "json": json.dumps(key.as_dict(private=False)).encode(),
    }[form]
    signed = unsigned({"alg": "HS256", "kid": "rsa"}, town.claims()).rstrip(".")
    seal = hmac.new(secret, signed.encode(), "sha256").digest()

    with pytest.raises(AccessError, match=REFUSED):
        tokens(town).checked(f"{signed}.{base64.urlsafe_b64encode(seal).rstrip(b'=').decode()}")


def test_a_secret_that_the_provider_publishes_does_not_count(town: Realm) -> None:
    secret = OctKey.generate_key(256, {"kid": "secret"})
    town.keys = [secret.as_dict(private=True), ec_key("first").as_dict(private=False)]

    sent = jwt.encode({"alg": "HS256", "kid": "secret"}, town.claims(), secret)

    with pytest.raises(AccessError, match=REFUSED):
        tokens(town).checked(sent)


def test_a_key_that_the_token_itself_brings_along_does_not_count(town: Realm) -> None:
    own = ec_key("own")
    header = {"alg": "ES256", "kid": "own", "jwk": own.as_dict(private=False)}

    with pytest.raises(AccessError, match=REFUSED):
        tokens(town).checked(jwt.encode(header, town.claims(), own))


def test_a_short_key_of_rsa_does_not_count(town: Realm) -> None:
    with pytest.warns(Warning, match="2048"):
        short = rsa_key("short", 1024)
    town.keys = [short.as_dict(private=False), ec_key("first").as_dict(private=False)]

    sent = jwt.encode({"alg": "RS256", "kid": "short"}, town.claims(), short)

    with pytest.raises(AccessError, match=REFUSED):
        tokens(town).checked(sent)


def test_a_key_of_another_kind_does_not_count(town: Realm) -> None:
    with pytest.raises(AccessError, match=REFUSED):
        tokens(town).checked(unsigned({"alg": "RS256", "kid": "first"}, town.claims(), b"x" * 256))


def test_a_token_of_which_a_letter_was_changed_is_refused(town: Realm) -> None:
    head, body, signature = town.token().split(".")
    claims = json.loads(base64.urlsafe_b64decode(body + "=="))
    richer = base64.urlsafe_b64encode(json.dumps({**claims, "gridgen_role": "admin"}).encode())

    for sent in (
        f"{head}.{richer.rstrip(b'=').decode()}.{signature}",
        f"{head}.{body}.{'A' * len(signature)}",
        f"{head}.{body}.",
        f"{head}.{body}",
        f"{head}.{body}.{signature}.x",
    ):
        with pytest.raises(AccessError, match=REFUSED):
            tokens(town).checked(sent)


@given(sent=st.text(max_size=200) | st.binary(max_size=200).map(lambda part: f"{part!r}..") |
       st.builds(lambda head, rest: unsigned(head, {}, rest), st.dictionaries(
           st.sampled_from(["alg", "kid", "typ", "crit", "b64", "jwk", "zip"]),
           st.none() | st.booleans() | st.integers() | st.text(max_size=9)
           | st.lists(st.text(max_size=5), max_size=3)), st.binary(max_size=80)))  # fmt: skip
@examples(300, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_a_stranger_sends_is_refused_in_one_way(town: Realm, sent: str) -> None:
    with pytest.raises(AccessError, match=REFUSED):
        tokens(town).checked(sent)


def test_what_is_deep_or_huge_is_refused(town: Realm) -> None:
    deep = {"alg": "ES256", "kid": "first", "x": "[" * 400}
    body = "W" * 100_000

    for sent in (unsigned(deep, {}, b"x" * 64), f"e30.{body}.e30", f"{'W' * 5000}.e30.e30"):
        with pytest.raises(AccessError, match=REFUSED):
            tokens(town).checked(sent)


# --- what is not for us, or not for now ----------------------------------------------------------


@pytest.mark.parametrize(
    ("claims", "said"),
    campaign(
        [
            ({"iss": "https://other.example.org"}, "its iss"),
            ({"iss": None}, "its iss"),
            ({"aud": "other"}, "its aud"),
            ({"aud": ["other", "more"]}, "its aud"),
            ({"aud": []}, "its aud"),
            ({"aud": None}, "its aud"),
            ({"aud": {"x": AUDIENCE}}, "its aud"),
            ({"sub": None}, "its sub"),
            ({"sub": ""}, "its sub"),
            ({"sub": 7}, "its sub"),
            ({"exp": None}, "its exp"),
            ({"exp": "2099"}, "its exp"),
            ({"exp": True}, "its exp"),
            ({"exp": float("nan")}, "its exp"),
            ({"exp": float("inf")}, "its exp"),
            ({"exp": NOW - LEEWAY_S}, "has expired"),
            ({"exp": 0}, "has expired"),
            ({"exp": -(10**30)}, "has expired"),
            ({"nbf": NOW + LEEWAY_S + 1}, "its nbf"),
            ({"iat": NOW + LEEWAY_S + 1}, "its iat"),
        ],
        every=3,
        several=True,
    ),
)
def test_a_token_for_another_service_or_time_says_why_it_is_refused(
    town: Realm, claims: dict[str, Any], said: str
) -> None:
    with pytest.raises(AccessError, match=said):
        tokens(town).checked(town.token(**claims))


@pytest.mark.parametrize(
    "claims",
    [
        {"exp": NOW - LEEWAY_S + 1}, {"nbf": NOW + LEEWAY_S}, {"iat": NOW + LEEWAY_S},
        {"aud": ["other", AUDIENCE]}, {"exp": 10**30}, {"exp": NOW + 500.5}, {"iat": None},
    ],
)  # fmt: skip
def test_clocks_may_differ_by_a_minute(town: Realm, claims: dict[str, Any]) -> None:
    assert tokens(town).checked(town.token(**claims)).caller.role == Role.PLANNER


@pytest.mark.parametrize(
    ("kind", "counts"),
    [("JWT", True), ("at+jwt", True), ("application/at+jwt", True), ("logout+jwt", False)],
)
def test_only_tokens_of_access_count(town: Realm, kind: str, counts: bool) -> None:
    header = {"alg": "ES256", "kid": "first", "typ": kind}
    sent = jwt.encode(header, town.claims(), ec_key("first"))

    if counts:
        assert tokens(town).checked(sent).caller.role == Role.PLANNER
    else:
        with pytest.raises(AccessError, match="its typ"):
            tokens(town).checked(sent)


# --- roles and land ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "claims", "role"),
    [
        ({}, {"gridgen_role": "admin"}, Role.ADMIN),
        ({}, {"gridgen_role": ["viewer", "approver", "offline_access"]}, Role.APPROVER),
        ({"role_claim": "realm_access.roles"}, {"realm_access": {"roles": ["planner"]}},
         Role.PLANNER),
        ({"role_claim": "https://town/role"}, {"https://town/role": "viewer"}, Role.VIEWER),
        ({"role_claim": "groups", "roles": {"/grids/edit": Role.PLANNER}},
         {"groups": ["/staff", "/grids/edit"]}, Role.PLANNER),
    ],
)  # fmt: skip
def test_the_highest_role_that_a_token_names_counts(
    town: Realm, more: dict[str, Any], claims: dict[str, Any], role: Role
) -> None:
    found = tokens(town, **more).checked(town.token(**{"gridgen_role": None, **claims}))

    assert found.caller.role == role


@pytest.mark.parametrize("role", [None, "", "boss", "ADMIN", 4, ["boss"], [4], {"admin": True}])
def test_a_token_without_a_role_is_denied(town: Realm, role: Any) -> None:
    with pytest.raises(DeniedError, match="gives no role"):
        tokens(town).checked(town.token(gridgen_role=role))


@pytest.mark.parametrize(
    ("said", "scopes"),
    [
        ("990101", ("990101",)),
        ("990101 88", ("88", "990101")),
        ("990101,88", ("88", "990101")),
        (["990101", "9901"], ("9901",)),
        ("*", ("",)),
    ],
)
def test_a_token_names_its_land(town: Realm, said: Any, scopes: tuple[str, ...]) -> None:
    assert tokens(town).checked(town.token(gridgen_scopes=said)).caller.scopes == scopes


@pytest.mark.parametrize(
    "said", [None, "", " ", [], "9", "99*", "village", 990101, {"99": 1}, [""]]
)
def test_a_token_without_land_is_denied_and_not_given_all(town: Realm, said: Any) -> None:
    with pytest.raises(DeniedError, match="gives no land"):
        tokens(town).checked(town.token(gridgen_scopes=said))


# --- through the gate ----------------------------------------------------------------------------


def service(tmp_path: Path, town: Realm) -> Client:
    town.now = None  # the clock of a service goes on
    return Client(create_app(Settings(
        database=str(tmp_path / "store.sqlite"), trusted=Trusted(town.issuer, AUDIENCE),
        rates=Rates(usual=0, heavy=0, failed=0),
    )))  # fmt: skip


def test_tokens_and_keys_open_side_by_side(tmp_path: Path, town: Realm) -> None:
    client = service(tmp_path, town)

    answer = client.get("/whoami", headers={"Authorization": f"Bearer {town.token()}"})

    assert answer.json()["role"] == "planner"
    assert keyed(client.app, "viewer").get("/whoami").json()["role"] == "viewer"


def test_while_the_provider_is_away_tokens_are_unavailable_and_keys_go_on(
    tmp_path: Path, town: Realm
) -> None:
    town.answers = {KEYS: 500}
    client = service(tmp_path, town)

    answers = [
        client.get("/whoami", headers={"Authorization": f"Bearer {town.token()}"})
        for _ in range(5)
    ]  # fmt: skip

    assert {answer.status_code for answer in answers} == {503}
    assert answers[0].headers["content-type"] == "application/problem+json"
    assert town.issuer not in answers[0].text
    assert town.asked.count(KEYS) == 1
    assert keyed(client.app, "viewer").get("/whoami").status_code == 200
    assert client.get("/").status_code == 200


def test_a_token_without_a_role_is_403_and_a_forged_one_401(tmp_path: Path, town: Realm) -> None:
    client = service(tmp_path, town)

    said = [
        client.get("/whoami", headers={"Authorization": f"Bearer {sent}"}).status_code
        for sent in (town.token(gridgen_role="boss"), f"{town.token()}x", town.token(exp=1))
    ]

    assert said == [403, 401, 401]


def test_what_was_done_with_a_token_stands_in_the_audit_without_the_person(
    tmp_path: Path, town: Realm
) -> None:
    client = service(tmp_path, town)
    sent = town.token(gridgen_role="admin", sub="chen.jianguo@example.org")
    headers = {"Authorization": f"Bearer {sent}"}

    made = client.post("/keys", json={"role": "viewer", "scopes": ["990101"]}, headers=headers)
    lines = client.get("/audit", headers=headers).json()["lines"]

    assert made.status_code == 201
    assert lines[0]["actor"] == actor_of(town.issuer, "chen.jianguo@example.org")
    assert "chen" not in str(lines)


@pytest.mark.parametrize(
    ("sent", "is_one"),
    [("a.b.c", True), ("..", True), ("a.b", False), ("a.b.c.d", False), ("gg_a.b.c", False)],
)
def test_a_token_has_three_parts_and_is_no_key(sent: str, is_one: bool) -> None:
    assert is_token(sent) is is_one
