"""Where webhooks may go: to hosts that the administrator of the machine has listed, and there only
to addresses that are everybody's, unless the host is listed as one inside.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import httpx

from gridgen.model.errors import RequestError

Resolve = Callable[[str, int], Sequence[str]]
"""Gives the addresses of a host, as texts; OSError where it has none."""

LONGEST = 2000
"""Characters of a URL."""

_PORTS = {"https": 443, "http": 80}
_NAT64 = ipaddress.ip_network("64:ff9b::/96")

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class Hosts:
    """Which hosts may be told.

    Attributes
    ----------
    outside
        By https alone and at addresses that are everybody's: "host", or "host:port" where the port
        is not 443.
    inside
        Also by http, and at private addresses, that of this machine too: "host", or "host:port"
        where the port is not the usual one.
    """

    outside: tuple[str, ...] = ()
    inside: tuple[str, ...] = ()

    def url(self, address: str) -> httpx.URL:
        """Return a URL that may be told.

        Raises
        ------
        RequestError
            It is no URL, or its host is not listed, or it is http to a host outside.
        """
        if not (self.outside or self.inside):
            raise RequestError("hook_no_hosts")
        url = _parsed(address)
        if self.is_inside(url):
            return url
        if not self._is_listed(url, self.outside):
            known = [*self.outside, *self.inside]
            raise RequestError("hook_host_unknown", host=_called(url), known=known)
        if url.scheme != "https":
            raise RequestError("hook_not_https", host=_called(url))
        return url

    def is_inside(self, url: httpx.URL) -> bool:
        """Say whether a URL may lead to a private address."""
        return self._is_listed(url, self.inside)

    def _is_listed(self, url: httpx.URL, hosts: tuple[str, ...]) -> bool:
        return _called(url) in {host.strip().lower() for host in hosts}


def _parsed(address: str) -> httpx.URL:
    try:
        url = httpx.URL(address.strip()) if len(address) <= LONGEST else httpx.URL()
    except (httpx.InvalidURL, UnicodeError):
        url = httpx.URL()
    if url.scheme not in _PORTS or not url.host or url.userinfo or url.fragment:
        raise RequestError("hook_address_odd", most=LONGEST)
    return url


def _called(url: httpx.URL) -> str:
    """Return the host as lists call it, with its port where that is not the usual one."""
    host = url.raw_host.decode()
    host = f"[{host}]" if ":" in host else host
    return host if port_of(url) == _PORTS[url.scheme] else f"{host}:{port_of(url)}"


def port_of(url: httpx.URL) -> int:
    """Return the port that a URL means."""
    return url.port or _PORTS[url.scheme]


def is_everybodys(address: str) -> bool:
    """Say whether an IP address is one of the whole internet, not of a network inside, nor this
    machine's, nor that of many, also where another address is hidden in it.

    >>> is_everybodys("8.8.8.8"), is_everybodys("10.0.0.1"), is_everybodys("::ffff:127.0.0.1")
    (True, False, False)
    """
    found = ipaddress.ip_address(address.partition("%")[0])
    return all(one.is_global and not one.is_multicast for one in (found, *_hidden(found)))


def _hidden(address: _Address) -> list[_Address]:
    """Return the addresses of version 4 to which one of version 6 leads."""
    if isinstance(address, ipaddress.IPv4Address):
        return []
    found: list[_Address] = [one for one in (address.ipv4_mapped, address.sixtofour) if one]
    found += address.teredo or ()
    if address in _NAT64:
        found.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return found
