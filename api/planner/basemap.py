"""The map below the grids, by setting: squares of another service, archives of squares; or none."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from gridgen.model.errors import CommandError

_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:\d{1,5})?", re.ASCII)
"""What may stand in a policy: nothing that begins another rule there."""

_NAME = "GRIDGEN_BASEMAP"

_PLACES = ("{z}", "{x}", "{y}")

_ARCHIVE, _BEGINS = ".pmtiles", b"PMTiles\x03"
"""How the name of an archive ends, and how it begins."""


@dataclass(frozen=True, slots=True)
class BaseMap:
    """Where the squares of a base map come from.

    Attributes
    ----------
    addresses
        With {z}, {x} and {y}, in Web Mercator; or files of this machine that are PMTiles. Several
        are layers, the lowest first. Addresses with their keys are told to whoever opens the page,
        whose browser sends them; of files only what is in them.
    note
        What stands on the map: whose it is, and the number under which it was checked.
    """

    addresses: tuple[str, ...] = ()
    note: str = ""

    @classmethod
    def from_environment(cls, env: Mapping[str, str]) -> BaseMap:
        """Read GRIDGEN_BASEMAP and GRIDGEN_BASEMAP_NOTE.

        Between addresses and files are spaces; one that holds a space stands in quotes.

        Raises
        ------
        CommandError
            An address is none of squares, or a file is no archive of them.

        >>> BaseMap.from_environment({"GRIDGEN_BASEMAP": "https://a.org:81/{z}/{x}/{y}.png"}).hosts
        ('https://a.org:81',)
        """
        addresses = _words(env.get(_NAME, ""))
        for address in addresses:
            if _is_archive(address):
                _require_archive(address)
            elif not _is_of_squares(address):
                raise CommandError("setting_basemap", name=_NAME, value=address)
        return cls(addresses, env.get("GRIDGEN_BASEMAP_NOTE", "").strip())

    def environment(self) -> dict[str, str]:
        """Return the variables that say the same to another process."""
        return {
            _NAME: " ".join(f'"{one}"' if " " in one else one for one in self.addresses),
            "GRIDGEN_BASEMAP_NOTE": self.note,
        }

    @property
    def archives(self) -> tuple[Path, ...]:
        """The files among the addresses."""
        return tuple(Path(one) for one in self.addresses if _is_archive(one))

    @property
    def told(self) -> tuple[str, ...]:
        """The addresses as a browser asks for them: files by their number."""
        numbers = {str(file): number for number, file in enumerate(self.archives)}
        return tuple(
            f"/page/basemap/{numbers[str(Path(one))]}{_ARCHIVE}" if _is_archive(one) else one
            for one in self.addresses
        )

    @property
    def hosts(self) -> tuple[str, ...]:
        """Scheme and host of each address, as a policy of a page names them; none twice."""
        parts = [urlsplit(one) for one in self.told if not one.startswith("/")]
        return tuple(dict.fromkeys(f"{one.scheme}://{one.netloc}" for one in parts))


def _words(text: str) -> tuple[str, ...]:
    """Return the words of a text; CommandError where a quote is not closed.

    >>> _words("/squares/{z}/{x}/{y}.png '/base maps/town.pmtiles'")
    ('/squares/{z}/{x}/{y}.png', '/base maps/town.pmtiles')
    """
    read = shlex.shlex(text, posix=True)
    read.whitespace_split, read.escape, read.commenters = True, "", ""
    try:
        return tuple(read)
    except ValueError as why:
        raise CommandError("setting_basemap", name=_NAME, value=text) from why


def _is_archive(address: str) -> bool:
    return address.endswith(_ARCHIVE) and "://" not in address


def _require_archive(file: str) -> None:
    """Raise CommandError where a file cannot be read, or is no archive of squares."""
    try:
        with Path(file).open("rb") as opened:
            begins = opened.read(len(_BEGINS))
    except OSError as why:
        raise CommandError(
            "setting_basemap_unread", name=_NAME, value=file, why=why.strerror
        ) from why
    if begins != _BEGINS:
        raise CommandError("setting_basemap_no_archive", name=_NAME, value=file)


def _is_of_squares(address: str) -> bool:
    """Say whether squares can be asked for at an address: of this service, or of another host."""
    if any(place not in address for place in _PLACES):
        return False
    if address.startswith("/"):
        return not address.startswith("//")
    parts = urlsplit(address)
    return parts.scheme in ("http", "https") and _HOST.fullmatch(parts.netloc) is not None
