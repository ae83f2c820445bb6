"""Loads a server from a process of its own: raw sockets that are kept open, one request at a time
on each, so that the client costs as little as it can beside the server.
"""

from __future__ import annotations

import re
import selectors
import socket
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

import numpy as np

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What came of a load.

    Attributes
    ----------
    requests
        That were answered.
    seconds
        That the load took.
    p50_ms, p99_ms
        Of the time from asking to the last byte.
    odd
        Answers whose status was not the one that was expected.
    """

    requests: int
    seconds: float
    p50_ms: float
    p99_ms: float
    odd: int

    @property
    def rate(self) -> float:
        return self.requests / self.seconds


def request_of(address: str, *, body: bytes = b"", method: str = "GET", **headers: str) -> bytes:
    """The bytes of a request."""
    parts = urlsplit(address)
    asked = parts.path + (f"?{parts.query}" if parts.query else "")
    said = {"Host": parts.netloc, "Accept": "*/*", **headers}
    said |= {"Content-Length": str(len(body))} if body else {}
    head = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in said.items())
    return f"{method} {asked} HTTP/1.1\r\n{head}\r\n".encode() + body


def load(
    port: int, asked: list[bytes], *, seconds: float, clients: int = 16, most: int = 10**6
) -> Loaded:
    """Ask the server on a port of this machine, each of so many clients one thing after another.

    Parameters
    ----------
    port
        On 127.0.0.1.
    asked
        Requests, asked in turn.
    seconds, most
        After which time, or how many requests, no more are asked.
    clients
        Connections.
    """
    took: list[float] = []
    odd, sent = 0, 0
    with selectors.DefaultSelector() as ready:
        for _ in range(clients):
            one = socket.create_connection(("127.0.0.1", port))
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            one.sendall(asked[sent % len(asked)])
            sent += 1
            ready.register(one, selectors.EVENT_READ, [time.perf_counter(), b""])
        began = time.perf_counter()
        while ready.get_map():
            for key, _ in ready.select(timeout=30):
                now = time.perf_counter()
                connection = key.fileobj
                assert isinstance(connection, socket.socket)
                part = connection.recv(2**18)
                key.data[1] += part
                if not part:
                    raise ConnectionError("the server closed a connection")
                if not _is_whole(key.data[1]):
                    continue
                took.append(now - key.data[0])
                odd += not key.data[1].startswith((b"HTTP/1.1 200", b"HTTP/1.1 204"))
                if now - began > seconds or sent >= most:
                    ready.unregister(connection)
                    connection.close()
                    continue
                key.data[:] = [time.perf_counter(), b""]
                connection.sendall(asked[sent % len(asked)])
                sent += 1
        passed = time.perf_counter() - began
    p50, p99 = np.percentile(np.array(took) * 1000, [50, 99])
    return Loaded(len(took), passed, float(p50), float(p99), odd)


def _is_whole(answer: bytes) -> bool:
    head, gap, body = answer.partition(b"\r\n\r\n")
    if not gap:
        return False
    found = _LENGTH.search(head)
    if found is not None:
        return len(body) >= int(found[1])
    return body.endswith(b"0\r\n\r\n")  # in chunks
