"""Tokens of a provider of OpenID Connect: who they are of, if they are what they say."""

from __future__ import annotations

import asyncio
import hashlib
import re
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from joserfc import jwt
from joserfc.errors import ClaimError, ExpiredTokenError, JoseError
from joserfc.jwk import GuestProtocol

from api.access.callers import Caller, Role
from api.access.keyring import Found
from api.access.provider import Provider, SigningKey
from api.access.trusted import Trusted
from gridgen.model.errors import AccessError, DeniedError, RequestError
from gridgen.versions.store.access import scopes_of

ALGORITHMS = (
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519",
)  # fmt: skip
"""What a token may be signed with: never nothing, and never a secret that two sides have."""

LEEWAY_S = 60
"""Seconds by which the clocks of the provider and of this machine may differ."""

ALL = "*"
"""How a token names all land."""

_KINDS = ("", "jwt", "at+jwt", "application/at+jwt")
"""What the header of a token may call it."""

_LETTERS = str.maketrans("0123456789abcdef", "abcdefghijklmnop")
_FARTHEST = 2**40
"""Seconds since 1970 that no token outlasts."""


def is_token(sent: str) -> bool:
    """Say whether what somebody sent has the shape of a token; keys of ours have another."""
    return sent.count(".") == 2 and not sent.startswith("gg_")


class Tokens:
    """Says who a token is of.

    Parameters
    ----------
    trusted
        Whose tokens count.
    clock
        Seconds since 1970.
    provider
        Who has the keys with which they are signed.
    """

    def __init__(
        self,
        trusted: Trusted,
        clock: Callable[[], float] = time.time,
        provider: Provider | None = None,
    ) -> None:
        self._trusted = trusted
        self._clock = clock
        self._provider = provider or Provider(trusted)
        # Threads of their own: where the provider is slow, nobody with a key waits for it.
        self._threads = ThreadPoolExecutor(4, "tokens")

    async def found(self, token: str) -> Found:
        """Return who a token is of, as `checked` does, while others are served."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self.checked, token)

    def checked(self, token: str) -> Found:
        """Return who a token is of.

        Parameters
        ----------
        token
            Anything that a stranger sent.

        Raises
        ------
        AccessError
            It is no token of the provider for this service, or is over, or not yet good.
        DeniedError
            It is one, and gives no role or no land here.
        ProviderError
            The provider is away, so that nobody knows.
        """
        try:
            said = jwt.decode(token, self._key, ALGORITHMS)
        except (JoseError, ValueError, TypeError, AttributeError, RecursionError) as why:
            raise AccessError("access_refused") from why
        self._check(said)
        caller = self._caller(said.claims)
        return Found(caller, float(min(said.claims["exp"], _FARTHEST)) + LEEWAY_S)

    def _key(self, token: GuestProtocol) -> SigningKey:
        headers = token.headers()
        kid = headers.get("kid")
        return self._provider.key(kid if isinstance(kid, str) else None, str(headers["alg"]))

    def _check(self, token: jwt.Token) -> None:
        asked = jwt.JWTClaimsRegistry(
            now=int(self._clock()),
            leeway=LEEWAY_S,
            iss={"essential": True, "value": self._trusted.issuer},
            aud={"essential": True, "value": self._trusted.audience},
            sub={"essential": True},
            exp={"essential": True},
        )
        kind = token.header.get("typ", "")
        if not isinstance(kind, str) or kind.lower() not in _KINDS:
            raise AccessError("token_claim", claim="typ")
        try:
            asked.validate(token.claims)
        except ExpiredTokenError as why:
            raise AccessError("token_expired") from why
        except ClaimError as why:
            raise AccessError("token_claim", claim=why.claim) from why

    def _caller(self, claims: Mapping[str, Any]) -> Caller:
        trusted = self._trusted
        named = _texts(claims, trusted.role_claim)
        known = {role.name.lower(): role for role in Role} | {**trusted.roles}
        roles = [known[name] for name in named if name in known]
        if not roles:
            raise DeniedError("token_no_role", claim=trusted.role_claim, known=[*known])
        said = filter(None, _texts(claims, trusted.scopes_claim))
        lands = ["" if land == ALL else land for land in said]
        try:
            scopes = scopes_of(lands)
        except RequestError as why:
            raise DeniedError("token_no_land", claim=trusted.scopes_claim) from why
        return Caller(actor_of(trusted.issuer, claims["sub"]), max(roles), scopes)


def actor_of(issuer: str, subject: str) -> str:
    """Return by what history knows somebody with a token: the same for the same person, and nothing
    from which anybody reads who that is.

    Only letters: digits might look like those of a telephone.
    """
    digest = hashlib.sha256(f"{issuer}\n{subject}".encode(errors="surrogatepass")).hexdigest()
    return f"sub-{digest[:20].translate(_LETTERS)}"


def _texts(claims: Mapping[str, Any], name: str) -> list[str]:
    """Return what a claim says: a list of texts, or one with blanks or commas between."""
    found: Any = claims
    if name in claims:
        found = claims[name]
    else:
        for step in name.split("."):
            found = found.get(step) if isinstance(found, Mapping) else None
    if isinstance(found, str):
        return [part for part in re.split(r"[\s,]+", found) if part]
    return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []
