"""Keys of a provider are kept, fetched anew with limits, and never from where anybody could lie."""

from __future__ import annotations

import json

import pytest
from joserfc.errors import InvalidKeyIdError
from providing import AUDIENCE, DISCOVERY, KEYS, Realm, ec_key, rsa_key

from api.access.provider import KEPT_S, MOST_BYTES, PAUSE_S, STALE_S, Provider
from api.access.trusted import Trusted
from gridgen.model.errors import ProviderError


class Told:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Told:
    return Told()


@pytest.fixture
def provider(town: Realm, clock: Told) -> Provider:
    return Provider(Trusted(town.issuer, AUDIENCE), clock)


def test_keys_are_fetched_once_and_again_when_they_are_old(
    town: Realm, provider: Provider, clock: Told
) -> None:
    for _ in range(5):
        provider.key("first", "ES256")
    assert town.asked == [DISCOVERY, KEYS]

    clock.now += KEPT_S + 1
    provider.key("first", "ES256")

    assert town.asked == [DISCOVERY, KEYS] * 2


def test_a_new_key_of_the_provider_is_found_when_a_token_names_it(
    town: Realm, provider: Provider, clock: Told
) -> None:
    provider.key("first", "ES256")
    town.keys = [ec_key("second").as_dict(private=False)]
    clock.now += PAUSE_S

    assert provider.key("second", "ES256").kid == "second"
    with pytest.raises(InvalidKeyIdError):
        provider.key("first", "ES256")


def test_unknown_keys_do_not_make_the_provider_be_asked_all_the_time(
    town: Realm, provider: Provider, clock: Told
) -> None:
    for k in range(100):
        with pytest.raises(InvalidKeyIdError):
            provider.key(f"unknown {k}", "ES256")
        clock.now += PAUSE_S / 50

    assert town.asked.count(KEYS) <= 3


def test_without_an_id_the_only_key_counts(town: Realm, provider: Provider) -> None:
    assert provider.key(None, "ES256").kid == "first"


def test_known_keys_count_for_a_while_when_the_provider_is_away(
    town: Realm, provider: Provider, clock: Told
) -> None:
    provider.key("first", "ES256")
    town.answers = {DISCOVERY: 503}

    clock.now += STALE_S - 1
    assert provider.key("first", "ES256").kid == "first"
    with pytest.raises(ProviderError, match="does not answer"):
        provider.key("unknown", "ES256")
    clock.now += 2
    with pytest.raises(ProviderError, match="does not answer"):
        provider.key("first", "ES256")

    town.answers = {}
    clock.now += PAUSE_S
    assert provider.key("first", "ES256").kid == "first"


BAD = {
    "refuses": {KEYS: 403},
    "sends elsewhere": {DISCOVERY: 302},
    "is empty": {DISCOVERY: b""},
    "is no JSON": {DISCOVERY: b"<html>"},
    "is a list": {DISCOVERY: b"[]"},
    "is deep": {DISCOVERY: b"[" * 100_000},
    "is another": {DISCOVERY: json.dumps({"issuer": "https://other.example.org"}).encode()},
    "is huge": {KEYS: b" " * (MOST_BYTES + 1)},
    "has no keys": {KEYS: b'{"keys": []}'},
    "has odd keys": {KEYS: b'{"keys": [1, null, {"kty": "EC"}, {"kty": ["RSA"]}]}'},
    "has keys that are no list": {KEYS: b'{"keys": {"a": 1}}'},
}


@pytest.mark.parametrize("how", BAD)
def test_a_provider_whose_answer_is_odd_counts_as_away(
    town: Realm, provider: Provider, caplog: pytest.LogCaptureFixture, how: str
) -> None:
    town.answers = BAD[how]

    for _ in range(3):
        with pytest.raises(ProviderError, match="does not answer"):
            provider.key("first", "ES256")

    assert town.asked.count(DISCOVERY) == 1
    assert len(caplog.messages) == 1
    assert town.issuer in caplog.messages[0]


@pytest.mark.parametrize(
    "address", ["http://id.example.org/keys", "file:///etc/passwd", "gopher://x", "", 7, None]
)
def test_keys_are_not_fetched_where_anybody_could_change_them(
    town: Realm, provider: Provider, address: object
) -> None:
    said = {"issuer": town.issuer, "jwks_uri": address}
    town.answers = {DISCOVERY: json.dumps(said).encode()}

    with pytest.raises(ProviderError, match="does not answer"):
        provider.key("first", "ES256")

    assert town.asked == [DISCOVERY]


def test_nobody_listens_there(clock: Told) -> None:
    provider = Provider(Trusted("http://127.0.0.1:1/realms/town", AUDIENCE), clock)

    with pytest.raises(ProviderError, match="does not answer"):
        provider.key("first", "ES256")


def test_keys_of_others_beside_ours_are_passed_over(town: Realm, provider: Provider) -> None:
    town.keys = [
        {"kty": "AKP", "alg": "ML-DSA-44", "kid": "new"}, {"kty": "RSA", "n": "!", "e": "AQAB"},
        {**rsa_key("rsa").as_dict(private=False), "kid": "first", "use": "enc"},
        ec_key("first").as_dict(private=False),
    ]  # fmt: skip

    found = provider.key("first", "ES256")

    assert found.key_type == "EC"
