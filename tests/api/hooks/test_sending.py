"""One attempt: to a real receiver, and to what must never be reached."""

from __future__ import annotations

import asyncio
import shutil
import ssl
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest
from receiving import Receiver, receiver

from api.hooks.allowed import Hosts
from api.hooks.sending import Outcome, send
from gridgen.versions.store.outbox import Claimed, Delivery

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # noqa: S105 - that of the standard's example
EVENT = '{"type":"gridgen.ping","data":{"plan":"河湾"}}'


def claimed(address: str) -> Claimed:
    waits = Delivery("msg_1", "h1", EVENT, "waiting", 1, 0.0, None, None, "2026-11-29T00:00:00")
    return Claimed(waits, address, SECRET)


def sent(to: Receiver, path: str = "/hook", longest_s: float = 20.0) -> Outcome:
    to.secret = SECRET
    hosts = Hosts(inside=(to.host,))
    return asyncio.run(send(claimed(f"http://{to.host}{path}"), hosts, longest_s=longest_s))


def test_a_message_arrives_with_a_good_signature() -> None:
    with receiver() as there:
        outcome = sent(there, "/hook?a=%E7%94%B2")

    assert outcome == Outcome(204)
    assert there.paths == ["/hook?a=%E7%94%B2"]
    assert [one["data"]["plan"] for one in there.came] == ["河湾"]
    assert there.headers[0]["host"] == there.host
    assert there.headers[0]["content-type"] == "application/json"


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (200, Outcome(200)),
        (299, Outcome(299)),
        (300, Outcome(300, "hook_why_status")),
        (410, Outcome(410, "hook_why_status", is_final=True)),
        (503, Outcome(503, "hook_why_status")),
    ],
)
def test_the_status_decides(status: int, outcome: Outcome) -> None:
    with receiver(status=status) as there:
        assert sent(there) == outcome


def test_a_redirect_is_not_followed() -> None:
    with receiver(how="elsewhere") as there:
        outcome = sent(there)

    assert outcome == Outcome(302, "hook_why_status")
    assert there.paths == ["/hook"]


def test_an_answer_without_end_is_not_read() -> None:
    with receiver(how="endless", status=200) as there:
        assert sent(there) == Outcome(200)


def test_who_does_not_answer_in_time_is_left() -> None:
    with receiver(how="slow") as there:
        assert sent(there, longest_s=0.3) == Outcome(why="hook_why_slow")


def test_who_is_not_there_is_said() -> None:
    with receiver() as there:
        gone = there
    assert sent(gone) == Outcome(why="hook_why_no_connection")


@pytest.mark.parametrize("addresses", [["127.0.0.1"], ["8.8.8.8", "10.0.0.1"], ["::ffff:7f00:1"]])
def test_a_host_outside_is_not_told_at_an_address_inside(addresses: list[str]) -> None:
    asked: list[tuple[str, int]] = []

    def resolve(host: str, port: int) -> Sequence[str]:
        asked.append((host, port))
        return addresses

    hosts = Hosts(("oa.example.org",))
    outcome = asyncio.run(send(claimed("https://oa.example.org/"), hosts, resolve=resolve))

    assert outcome == Outcome(why="hook_why_private")
    assert asked == [("oa.example.org", 443)]


def test_the_connection_goes_to_the_address_that_was_checked_whatever_is_answered_next() -> None:
    """Rebinding: a name that is looked up once more leads elsewhere."""
    answers = iter([["127.0.0.1"], ["127.0.0.9"]])

    def resolve(host: str, port: int) -> Sequence[str]:
        return next(answers)

    with receiver(secret=SECRET) as there:
        host = f"intranet.town:{there.port}"
        outcome = asyncio.run(
            send(claimed(f"http://{host}/hook"), Hosts(inside=(host,)), resolve=resolve)
        )

    assert outcome == Outcome(204)
    assert there.headers[0]["host"] == host
    assert next(answers) == ["127.0.0.9"]


def test_a_host_that_has_no_address_is_said() -> None:
    def resolve(host: str, port: int) -> Sequence[str]:
        raise OSError("no such host")

    hosts = Hosts(("oa.example.org",))
    outcome = asyncio.run(send(claimed("https://oa.example.org/"), hosts, resolve=resolve))

    assert outcome == Outcome(why="hook_why_no_host")


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path]:
    """A certificate for oa.example.org that nobody else has signed, and its key."""
    if shutil.which("openssl") is None:
        pytest.skip("no openssl to make a certificate with")
    certificate, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
         "-nodes", "-days", "2", "-subj", "/CN=oa.example.org",
         "-addext", "subjectAltName=DNS:oa.example.org", "-keyout", key, "-out", certificate],
        check=True, capture_output=True,
    )  # fmt: skip
    return certificate, key


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("oa.example.org", Outcome(204)),
        ("other.example.org", Outcome(why="hook_why_no_connection")),
    ],
)
def test_the_certificate_is_that_of_the_name_though_an_address_is_asked(
    certificate: tuple[Path, Path], name: str, outcome: Outcome
) -> None:
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(*certificate)
    trust = ssl.create_default_context(cafile=str(certificate[0]))

    with receiver(tls=serving, secret=SECRET) as there:
        host = f"{name}:{there.port}"
        found = asyncio.run(
            send(
                claimed(f"https://{host}/hook"), Hosts(inside=(host,)),
                resolve=lambda *_: ["127.0.0.1"], trust=trust,
            )
        )  # fmt: skip

    assert found == outcome


def test_a_host_that_is_listed_no_more_is_not_told() -> None:
    outcome = asyncio.run(send(claimed("https://oa.example.org/"), Hosts(("other.example.org",))))

    assert outcome == Outcome(why="hook_why_unlisted", is_final=True)
