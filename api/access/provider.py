"""The keys with which a provider signs, fetched with limits and kept for a while."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

import httpx
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import ECKey, JWKRegistry, KeySet, OKPKey, RSAKey
from joserfc.util import urlsafe_b64decode

from api.access.trusted import Trusted, is_safe
from gridgen.model.errors import ProviderError
from gridgen.words.say import say

KEPT_S, STALE_S, PAUSE_S = 600, 3600, 10
"""Seconds for which keys count as new, for which they count where the provider is away, and between
two tries to fetch them."""

FETCH_S, MOST_BYTES = 5.0, 2**20
"""Seconds and bytes that one answer of the provider may take."""

RSA_BITS = 2048
"""Keys of RSA that are shorter are passed over."""

ASYMMETRIC = ("RSA", "EC", "OKP")
"""Kinds of keys that count: what signs is with the provider alone."""

_log = logging.getLogger("gridgen.access")

SigningKey = RSAKey | ECKey | OKPKey


class Provider:
    """Finds the key that a token says it was signed with.

    Parameters
    ----------
    trusted
        Which provider.
    clock
        Seconds that never go back.
    """

    def __init__(self, trusted: Trusted, clock: Callable[[], float] = time.monotonic) -> None:
        self._trusted = trusted
        self._clock = clock
        self._lock = threading.Lock()
        self._keys: KeySet | None = None
        self._fetched = self._tried = float("-inf")
        self._is_away = False

    def key(self, kid: str | None, algorithm: str) -> SigningKey:
        """Return a key by its id.

        Parameters
        ----------
        kid
            As the token has it; None where the provider has one key alone.
        algorithm
            With which the token was signed.

        Raises
        ------
        ProviderError
            The provider is away, and its keys are not known or too old.
        InvalidKeyIdError
            The provider has no such key; it is asked again when an unknown one comes, but not more
            often than every `PAUSE_S`.
        """
        with self._lock:
            now = self._clock()
            if now - self._fetched > KEPT_S and now - self._tried >= PAUSE_S:
                self._fetch(now)
            if self._keys is None or now - self._fetched > STALE_S:
                raise ProviderError("oidc_away")
            try:
                return _found(self._keys, kid, algorithm)
            except InvalidKeyIdError:
                if now - self._tried >= PAUSE_S:
                    self._fetch(now)
                if self._is_away:
                    raise ProviderError("oidc_away") from None
                return _found(self._keys, kid, algorithm)

    def _fetch(self, now: float) -> None:
        """Fetch the keys anew; what was known stays where the provider is away."""
        self._tried = now
        try:
            self._keys = _keys_of(self._trusted.issuer)
            self._fetched, self._is_away = now, False
        except (httpx.HTTPError, httpx.InvalidURL, ValueError, RecursionError) as why:
            self._is_away = True
            issuer = self._trusted.issuer
            _log.warning(say("oidc_failed", "en", issuer=issuer, why=str(why) or repr(why)))


def _found(keys: KeySet, kid: str | None, algorithm: str) -> SigningKey:
    found = keys.get_by_kid(kid, {"alg": algorithm, "use": "sig"})
    if not isinstance(found, RSAKey | ECKey | OKPKey):
        raise InvalidKeyIdError(kid)
    return found


def _keys_of(issuer: str) -> KeySet:
    """Return the keys of a provider; ValueError where what it answers is not understood."""
    document = _fetched(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
    if document.get("issuer") != issuer:
        raise ValueError(say("oidc_other_issuer", "en", issuer=str(document.get("issuer"))))
    address = document.get("jwks_uri")
    if not isinstance(address, str) or not is_safe(address):
        raise ValueError(say("oidc_no_keys", "en", address=str(address)))
    told = _fetched(address).get("keys")
    found = [key for key in map(_key, told if isinstance(told, list) else []) if key is not None]
    if not found:
        raise ValueError(say("oidc_no_keys", "en", address=address))
    return KeySet([*found])


def _key(told: Any) -> SigningKey | None:
    """Return a key that can be used, None for any other: providers publish those of others too."""
    if not isinstance(told, Mapping) or told.get("kty") not in ASYMMETRIC:
        return None
    try:
        if told["kty"] == "RSA" and _bits(told["n"]) < RSA_BITS:
            return None
        key = JWKRegistry.import_key({**told})
    except (JoseError, ValueError, TypeError, KeyError, AttributeError):
        return None
    return key if isinstance(key, RSAKey | ECKey | OKPKey) else None


def _bits(number: str) -> int:
    return int.from_bytes(urlsafe_b64decode(number.encode()), "big").bit_length()


def _fetched(address: str) -> dict[str, Any]:
    """Return a JSON object; no redirect is followed, and no more is read than may be."""
    until = time.monotonic() + FETCH_S
    # As it is: what is packed may be larger than it looks.
    headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
    parts, size = [], 0
    with (
        httpx.Client(timeout=FETCH_S, follow_redirects=False) as client,
        client.stream("GET", address, headers=headers) as answer,
    ):
        if answer.status_code != httpx.codes.OK:
            raise ValueError(say("oidc_status", "en", address=address, status=answer.status_code))
        for part in answer.iter_raw():
            size += len(part)
            if size > MOST_BYTES or time.monotonic() > until:
                raise ValueError(say("oidc_too_much", "en", address=address))
            parts.append(part)
    found = json.loads(b"".join(parts))
    if not isinstance(found, dict):
        raise ValueError(say("oidc_no_keys", "en", address=address))
    return found
