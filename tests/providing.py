"""A provider of OpenID Connect on this machine: signs tokens, and fails as it is told."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

AUDIENCE = "gridgen-service"
DISCOVERY, KEYS = "/realms/town/.well-known/openid-configuration", "/realms/town/keys"


@cache
def ec_key(kid: str) -> ECKey:
    return ECKey.generate_key("P-256", {"kid": kid, "use": "sig"})


@cache
def rsa_key(kid: str, bits: int = 2048) -> RSAKey:
    return RSAKey.generate_key(bits, {"kid": kid})


class Realm:
    """What the provider answers; tests change it while it runs.

    `answers` holds, by address, what is answered instead: a status, or a body.
    """

    def __init__(self, origin: str) -> None:
        self.issuer = f"{origin}/realms/town"
        self.keys: list[Any] = [ec_key("first").as_dict(private=False)]
        self.answers: dict[str, int | bytes] = {}
        self.asked: list[str] = []
        self.now: int | None = None  # where its clock stands still

    def answer(self, path: str) -> tuple[int, bytes]:
        self.asked.append(path)
        other = self.answers.get(path)
        if isinstance(other, int):
            return other, b""
        if other is not None:
            return 200, other
        if path == DISCOVERY:
            address = self.issuer.removesuffix("/realms/town") + KEYS
            return 200, json.dumps({"issuer": self.issuer, "jwks_uri": address}).encode()
        return (200, json.dumps({"keys": self.keys}).encode()) if path == KEYS else (404, b"")

    def claims(self, **other: Any) -> dict[str, Any]:
        """What a token of a planner says; claims that are None are left out."""
        now = int(time.time()) if self.now is None else self.now
        said = {
            "iss": self.issuer, "aud": AUDIENCE, "sub": "f3a9-user", "iat": now,
            "exp": now + 300, "gridgen_role": "planner", "gridgen_scopes": "990101",
        }  # fmt: skip
        return {name: value for name, value in {**said, **other}.items() if value is not None}

    def token(self, kid: str = "first", **claims: Any) -> str:
        return jwt.encode({"alg": "ES256", "kid": kid}, self.claims(**claims), ec_key(kid))


@contextmanager
def realm() -> Iterator[Realm]:
    """Run a provider."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = here.answer(self.path)
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("Location", KEYS)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        here = Realm(f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield here
        finally:
            server.shutdown()
            thread.join()
