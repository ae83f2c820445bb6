"""The map below the grids, by setting: squares that another service draws; none if not set."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from gridgen.model.errors import CommandError

_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:\d{1,5})?", re.ASCII)
"""What may stand in a policy: nothing that begins another rule there."""

_PLACES = ("{z}", "{x}", "{y}")


@dataclass(frozen=True, slots=True)
class BaseMap:
    """Where the squares of a base map come from.

    Attributes
    ----------
    addresses
        With {z}, {x} and {y}, in Web Mercator; several are layers, the lowest first. Their keys are
        told to whoever opens the page, whose browser sends them.
    note
        What stands on the map: whose it is, and the number under which it was checked.
    """

    addresses: tuple[str, ...] = ()
    note: str = ""

    @classmethod
    def from_environment(cls, env: Mapping[str, str]) -> BaseMap:
        """Read GRIDGEN_BASEMAP (addresses with spaces between) and GRIDGEN_BASEMAP_NOTE.

        Raises
        ------
        CommandError
            An address is none of squares.

        >>> BaseMap.from_environment({"GRIDGEN_BASEMAP": "https://a.org:81/{z}/{x}/{y}.png"}).hosts
        ('https://a.org:81',)
        """
        addresses = tuple(env.get("GRIDGEN_BASEMAP", "").split())
        for address in addresses:
            if not _is_of_squares(address):
                raise CommandError("setting_basemap", name="GRIDGEN_BASEMAP", value=address)
        return cls(addresses, env.get("GRIDGEN_BASEMAP_NOTE", "").strip())

    def environment(self) -> dict[str, str]:
        """Return the variables that say the same to another process."""
        return {
            "GRIDGEN_BASEMAP": " ".join(self.addresses),
            "GRIDGEN_BASEMAP_NOTE": self.note,
        }

    @property
    def hosts(self) -> tuple[str, ...]:
        """Scheme and host of each address, as a policy of a page names them; none twice."""
        parts = [urlsplit(one) for one in self.addresses if not one.startswith("/")]
        return tuple(dict.fromkeys(f"{one.scheme}://{one.netloc}" for one in parts))


def _is_of_squares(address: str) -> bool:
    """Say whether squares can be asked for at an address: of this service, or of another host."""
    if any(place not in address for place in _PLACES):
        return False
    if address.startswith("/"):
        return not address.startswith("//")
    parts = urlsplit(address)
    return parts.scheme in ("http", "https") and _HOST.fullmatch(parts.netloc) is not None
