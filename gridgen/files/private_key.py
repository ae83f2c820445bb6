"""The key by which ids that tell who somebody is become ids that do not: the same ones each year.

A plain hash would not do: there are few enough identity and phone numbers to try them all.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import re
import secrets
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from gridgen.model.errors import ReadError
from gridgen.words.discreet import IDENTITY, MOBILE, OLD_IDENTITY, check_digit, narrow
from gridgen.words.say import in_both, reason_of

VARIABLE = "GRIDGEN_KEY"
"""The variable of the environment that holds the key, where it is not in a file."""

SHORTEST = 16
"""Characters of a key that cannot be guessed."""

_KEYED = re.compile(r"K(?:-[0-9A-HJKMNP-TV-Z]{4}){3}")
_READABLE = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "0123456789ABCDEFGHJKMNPQRSTVWXYZ")
"""Digits of RFC 4648 -> digits that nobody takes for each other when reading aloud."""


def keyed(names: Iterable[str]) -> list[str]:
    """Return for each text one that does not tell it, always the same by one key.

    Spaces, hyphens, full-width digits, +86 and the case of an X make no difference, and an identity
    number of 15 digits is that of 18 which the same person has now.

    Returns
    -------
    Texts such as "K-7F3Q-9XKD-2M4T": 60 bits of HMAC-SHA-256.

    Raises
    ------
    ReadError
        The key cannot be read or made, or it is too short.
    """
    key = _key()
    return [_code(hmac.digest(key, _plain(name).encode(), hashlib.sha256)) for name in names]


def is_keyed(name: str) -> bool:
    """Return whether an id is one that `keyed` gives.

    >>> is_keyed("K-7F3Q-9XKD-2M4T"), is_keyed("K-17")
    (True, False)
    """
    return bool(_KEYED.fullmatch(name))


def key_place() -> tuple[str, str]:
    """Return where the key is, in Chinese and English, for a message: no path of a home folder."""
    if os.environ.get(VARIABLE):
        return in_both("key_in_variable", name=VARIABLE)
    path = _path()
    home = Path.home()
    is_inside = path.is_relative_to(home)
    said = f"~/{path.relative_to(home).as_posix()}" if is_inside else str(path)
    return in_both("key_in_file", file=said)


def _plain(name: str) -> str:
    bare = re.sub(r"[\s\-]", "", narrow(name)).upper()
    if re.fullmatch(MOBILE, bare):
        return bare.removeprefix("+").removeprefix("86")[-11:]
    if re.fullmatch(OLD_IDENTITY, bare):
        long = f"{bare[:6]}19{bare[6:]}"
        return long + check_digit(long)
    return bare if re.fullmatch(IDENTITY, bare) else "".join(name.split())


def _code(digest: bytes) -> str:
    letters = base64.b32encode(digest)[:12].decode().translate(_READABLE)
    return "-".join(["K", letters[:4], letters[4:8], letters[8:]])


def _path() -> Path:
    """Return the file of the key, in the folder where the system keeps settings of a user."""
    if sys.platform == "win32":
        folder = os.environ.get("APPDATA", "")
    else:
        folder = os.environ.get("XDG_CONFIG_HOME", "")
    return (Path(folder) if folder else Path.home() / ".config") / "gridgen" / "key"


def _key() -> bytes:
    given = os.environ.get(VARIABLE, "")
    if given:
        return _long_enough(given, VARIABLE)
    path = _path()
    try:
        if not path.exists():
            _make(path)
        return _long_enough(path.read_text("ascii").strip(), str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise ReadError("key_unusable", file=str(path), why=reason_of(error)) from error


def _long_enough(key: str, where: str) -> bytes:
    if len(key) < SHORTEST:
        raise ReadError("key_too_short", where=where, number=len(key), fewest=SHORTEST)
    return key.encode()


def _make(path: Path) -> None:
    """Write a new key that only its user may read; of two programs at once one key stays."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=path.parent)  # mode 600
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(32) + "\n")
    try:
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        Path(draft).unlink()
