"""gridgen serve: what it refuses to do; that it runs is told by tests/api/test_server.py."""

from __future__ import annotations

import socket

import pytest
from commanding import Run

from gridgen.cli.serve import listening


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("zh", "地址 127.0.0.1:{port} 用不了：已被其他程序占用。"),
        ("en", "The address 127.0.0.1:{port} "),
    ],
)
def test_a_port_that_is_taken_is_told_in_a_sentence(run: Run, lang: str, said: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        code, out, err = run("serve", "--port", port, "--lang", lang)

    assert (code, out) == (2, "")
    assert err.startswith(f"gridgen: {said.format(port=port)}")


@pytest.mark.parametrize("command", [["serve"], ["serve", "--data", "."], ["serve", "--open"]])
@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "town.example"])  # noqa: S104
def test_files_alone_are_served_to_this_machine_alone(
    run: Run, command: list[str], host: str
) -> None:
    code, out, err = run(*command, "--host", host, "--lang", "en")

    assert (code, out) == (2, "")
    assert err.startswith(f"gridgen: With --host {host} other machines could ask")
    assert "--database" in err


def test_a_store_that_is_open_is_for_this_machine_alone(run: Run) -> None:
    code, out, err = run(
        "serve", "--database", "s.sqlite", "--open", "--host", "192.0.2.7", "--lang", "en"
    )

    assert (code, out) == (2, "")
    assert err.startswith("gridgen: --open lets anybody read")


def test_a_store_that_is_none_is_told_in_a_sentence(run: Run) -> None:
    code, out, err = run("serve", "--database", "plan.gpkg", "--port", "0", "--lang", "en")

    assert (code, out) == (2, "")
    assert err.startswith("gridgen: ")
    assert "plan.gpkg is no store" in err


def test_an_answer_is_sent_without_waiting_for_the_client() -> None:
    with (
        listening("127.0.0.1", 0) as address,
        socket.create_connection(address.getsockname()),
    ):
        answering, _ = address.accept()

        with answering:
            assert answering.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
