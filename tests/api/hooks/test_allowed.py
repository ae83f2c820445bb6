"""Where webhooks may go: listed hosts, and addresses that are everybody's."""

from __future__ import annotations

import pytest

from api.hooks.allowed import Hosts, is_everybodys
from gridgen.model.errors import RequestError

HOSTS = Hosts(("oa.example.org", "oa.example.org:8443"), ("intranet.town", "10.1.2.3:8080"))


@pytest.mark.parametrize(
    ("address", "is_inside"),
    [
        ("https://oa.example.org/hook?a=1", False),
        ("https://OA.example.org:443/", False),
        ("https://oa.example.org:8443/", False),
        ("https://intranet.town/", True),
        ("http://intranet.town/hook", True),
        ("http://10.1.2.3:8080/hook", True),
    ],
)
def test_listed_hosts_may_be_told(address: str, is_inside: bool) -> None:
    assert HOSTS.is_inside(HOSTS.url(address)) is is_inside


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("http://oa.example.org/", "oa.example.org may be told by https alone"),
        ("https://oa.example.org:9/", "oa.example.org:9 is not listed"),
        ("https://evil.example.org/", "evil.example.org is not listed"),
        ("https://oa.example.org.evil.org/", "is not listed"),
        ("http://10.1.2.3/", "10.1.2.3 is not listed"),
        ("http://intranet.town:22/", "intranet.town:22 is not listed"),
        ("http://127.0.0.1/", "127.0.0.1 is not listed"),
        ("http://[::1]/", "is not listed"),
        ("https://oa.example.org@evil.org/", "no URL"),
        ("https://user:pass@oa.example.org/", "no URL"),
        ("https://oa.example.org/#x", "no URL"),
        ("ftp://oa.example.org/", "no URL"),
        ("file:///etc/passwd", "no URL"),
        ("gopher://intranet.town/", "no URL"),
        ("https:///hook", "no URL"),
        ("https://oa.example.org:99999/", "is not listed"),
        ("", "no URL"),
        ("\x00", "no URL"),
        ("https://oa.example.org/" + "a" * 2000, "no URL"),
    ],
)
def test_whatever_else_is_refused(address: str, said: str) -> None:
    with pytest.raises(RequestError, match=said):
        HOSTS.url(address)


def test_without_a_list_nobody_may_be_told() -> None:
    with pytest.raises(RequestError, match="may tell no host"):
        Hosts().url("https://oa.example.org/")


@pytest.mark.parametrize("address", ["8.8.8.8", "1.2.3.4", "2400:3200::1", "64:ff9b::808:808"])
def test_addresses_of_everybody(address: str) -> None:
    assert is_everybodys(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.9.9.9", "0.0.0.0",  # noqa: S104 - nobody listens there
        "10.0.0.1", "172.16.0.1", "172.31.255.255",
        "192.168.1.1", "169.254.169.254", "100.64.0.1", "100.127.255.255", "224.0.0.1",
        "239.255.255.250", "255.255.255.255", "240.0.0.1", "198.18.0.1", "192.0.2.1",
        "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "ff02::1", "2001:db8::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:100.64.0.1", "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2002:a00:1::1",
    ],
)  # fmt: skip
def test_addresses_inside_of_this_machine_and_of_many(address: str) -> None:
    assert not is_everybodys(address)
