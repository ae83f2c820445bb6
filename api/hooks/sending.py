"""One attempt to deliver a message: the host is looked up here, what it is called is checked, and
the connection goes to the very address that was checked.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
import time
from collections.abc import Sequence
from dataclasses import dataclass

import httpx

from api.hooks.allowed import Hosts, Resolve, is_everybodys, port_of
from api.hooks.signing import signed
from gridgen import __version__
from gridgen.model.errors import RequestError
from gridgen.versions.store.outbox import Claimed

LONGEST_S = 20.0
"""Seconds that one attempt may take, however slowly the receiver answers."""

_WAIT_S = 10.0
"""Seconds for connecting, and between two bytes."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an attempt.

    Attributes
    ----------
    status
        Of the answer; None where there was none.
    why
        Key of the sentence that says why it failed; None where it did not.
    is_final
        Whether another attempt would be in vain.
    """

    status: int | None = None
    why: str | None = None
    is_final: bool = False


def looked_up(host: str, port: int) -> Sequence[str]:
    """Return the addresses of a host as the system knows them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found))


def trusted() -> ssl.SSLContext:
    """Return whom the system trusts; also an authority inside, which certifi does not know."""
    return ssl.create_default_context()


async def send(
    claimed: Claimed,
    hosts: Hosts,
    *,
    resolve: Resolve = looked_up,
    trust: ssl.SSLContext | None = None,
    longest_s: float = LONGEST_S,
) -> Outcome:
    """Deliver a message once.

    No redirect is followed, and nothing of the answer is read but its status: neither a large nor
    an endless one costs anything.

    Parameters
    ----------
    claimed
        The message, and where to.
    hosts
        Which may be told, now.
    resolve
        Looks up a host.
    trust
        Which certificates are good; those that the system trusts if not given.
    longest_s
        Seconds for all of it.
    """
    try:
        url = hosts.url(claimed.address)
    except RequestError:
        return Outcome(why="hook_why_unlisted", is_final=True)
    try:
        async with asyncio.timeout(longest_s):
            addresses = await asyncio.to_thread(resolve, url.host, port_of(url))
            if not hosts.is_inside(url) and not all(map(is_everybodys, addresses)):
                return Outcome(why="hook_why_private")
            return await _sent(claimed, url, addresses, trust or trusted())
    except TimeoutError:
        return Outcome(why="hook_why_slow")
    except OSError:
        return Outcome(why="hook_why_no_host")


async def _sent(
    claimed: Claimed, url: httpx.URL, addresses: Sequence[str], trust: ssl.SSLContext
) -> Outcome:
    """Send to the first address that takes a connection."""
    body = claimed.delivery.event.encode()
    headers = signed(claimed.delivery.id, int(time.time()), body, claimed.secret)
    headers |= {
        "Host": url.netloc.decode(), "Content-Type": "application/json",
        "User-Agent": f"gridgen/{__version__}",
    }  # fmt: skip
    why = "hook_why_no_host"
    # Neither proxies nor credentials from the environment: they would go around what was checked.
    async with httpx.AsyncClient(
        verify=trust, trust_env=False, follow_redirects=False, timeout=_WAIT_S
    ) as client:
        for address in addresses:
            request = client.build_request(
                "POST", url.copy_with(host=address), content=body, headers=headers,
                extensions={"sni_hostname": url.raw_host.decode()},
            )  # fmt: skip
            try:
                answer = await client.send(request, stream=True)
                await answer.aclose()
                return _outcome(answer.status_code)
            except httpx.ConnectError:
                why = "hook_why_no_connection"
            except httpx.TimeoutException:
                why = "hook_why_slow"
            except httpx.HTTPError:
                return Outcome(why="hook_why_no_answer")
    return Outcome(why=why)


def _outcome(status: int) -> Outcome:
    if 200 <= status < 300:
        return Outcome(status)
    # "Gone": Standard Webhooks has it that the receiver wants no more of it.
    return Outcome(status, "hook_why_status", is_final=status == httpx.codes.GONE)
