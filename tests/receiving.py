"""A receiver of webhooks on this machine, which checks signatures with code of its own."""

from __future__ import annotations

import base64
import hmac
import json
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any


@dataclass
class Receiver:
    """What came in, and how it is answered.

    Attributes
    ----------
    port
        Where it listens.
    status
        Of its answers.
    how
        "plain"; "slow": answers only when the test is over; "endless": a body without end;
        "elsewhere": leads to another path.
    secret
        Of the hook, once it is known.
    """

    port: int = 0
    status: int = 204
    how: str = "plain"
    secret: str = ""
    came: list[dict[str, Any]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    over: Event = field(default_factory=Event)

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def take(self, headers: dict[str, str], body: bytes) -> bool:
        """Keep a message whose signature is good; say whether it is."""
        key = base64.b64decode(self.secret.split("_", 1)[1])
        text = b".".join(
            [headers["webhook-id"].encode(), headers["webhook-timestamp"].encode(), body]
        )
        want = base64.b64encode(hmac.new(key, text, "sha256").digest()).decode()
        age = abs(time.time() - int(headers["webhook-timestamp"]))
        is_good = headers["webhook-signature"] == f"v1,{want}" and age < 300
        if is_good:
            self.came.append(json.loads(body))
            self.headers.append(headers)
        return is_good


@contextmanager
def receiver(*, tls: ssl.SSLContext | None = None, **said: Any) -> Iterator[Receiver]:
    """Run a receiver on a port that is free, or on `port`."""
    mine = Receiver(**said)

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            mine.paths.append(self.path)
            body = self.rfile.read(int(self.headers["content-length"]))
            if mine.how == "slow":
                mine.over.wait(30)
                return
            headers = {name.lower(): value for name, value in self.headers.items()}
            status = mine.status if mine.take(headers, body) else 401
            self.send_response(302 if mine.how == "elsewhere" else status)
            if mine.how == "elsewhere":
                self.send_header("Location", f"http://{mine.host}/other")
            if mine.how == "endless":
                self.end_headers()
                self._pour()
                return
            self.send_header("Content-Length", "0")
            self.end_headers()

        def _pour(self) -> None:
            try:
                while not mine.over.is_set():
                    self.wfile.write(b"x" * 2**16)
            except OSError:
                return  # whoever asked has gone: as it should be

        def log_message(self, *_: Any) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", mine.port), Answer) as server:
        if tls is not None:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        mine.port = server.server_address[1]
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield mine
        finally:
            mine.over.set()
            server.shutdown()
            thread.join()
