"""The outcome of a community <-> bytes that say of which problem it is; never pickled."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import fields, is_dataclass
from importlib.metadata import version
from typing import Any

import numpy as np
import shapely

from gridgen.division.community import Outcome
from gridgen.division.level import Layer
from gridgen.division.problems import CommunityProblem
from gridgen.model.links import Links
from gridgen.versions.store.packing import from_bytes, to_bytes, value_from_bytes, value_to_bytes


def hash_of(asked: Any) -> str:
    """Return the SHA-256 of all that decides an outcome, in hexadecimal.

    The version of gridgen is in it: another one may divide otherwise.

    Parameters
    ----------
    asked
        The problem of a community, or any value of plain values, arrays and shapes.
    """
    digest = hashlib.sha256(version("gridgen").encode())
    for part in _parts(asked):
        # How long each part is, so that no two problems are the same bytes.
        digest.update(len(part).to_bytes(8, "little"))
        digest.update(part)
    return digest.hexdigest()


def _parts(value: Any) -> Iterator[bytes]:
    """Yield whatever a value holds as bytes, with its types and names."""
    yield type(value).__name__.encode()
    if isinstance(value, np.ndarray):
        yield f"{value.dtype}{value.shape}".encode()
        if value.dtype == object:
            for one in value.reshape(-1):
                yield from _parts(one)
        else:
            yield np.ascontiguousarray(value).tobytes()
    elif isinstance(value, shapely.Geometry):
        yield shapely.to_wkb(value)
    elif isinstance(value, Mapping):
        for key in sorted(value):
            yield str(key).encode()
            yield from _parts(value[key])
    elif isinstance(value, tuple | list):
        for one in value:
            yield from _parts(one)
    elif is_dataclass(value):
        for field in fields(value):
            yield field.name.encode()
            yield from _parts(getattr(value, field.name))
    else:
        yield repr(value).encode()


def outcome_to_bytes(outcome: Outcome, digest: str) -> bytes:
    """Return an outcome as bytes.

    Parameters
    ----------
    outcome
        Of one community.
    digest
        `hash_of` its problem.
    """
    parts = [value_to_bytes(outcome.links)]
    for layer in outcome.layers:
        # The zones of a layer are one table, the rows of the community another.
        parts.append(to_bytes({"zone_of": layer.zone_of}, None))
        parts.append(value_to_bytes(layer, aside={"zone_of": None}))
    facts = {
        "problem": digest,
        "metres": float(outcome.metres),
        "lower_bound_m": float(outcome.lower_bound_m),
        "least_m": float(outcome.least_m),
    }
    column = np.empty(len(parts), object)
    column[:] = parts
    return to_bytes({"parts": column}, facts, binary=["parts"], is_quick=True)


def outcome_from_bytes(stored: bytes, digest: str) -> Outcome | None:
    """Return the outcome that `outcome_to_bytes` wrote; None where it is of another problem.

    Parameters
    ----------
    stored
        The bytes.
    digest
        `hash_of` the problem whose outcome is wanted.
    """
    columns, facts = from_bytes(stored)
    if facts["problem"] != digest:
        return None
    links, *layers = columns["parts"]
    pairs = zip(layers[::2], layers[1::2], strict=True)
    return Outcome(
        layers=tuple(_layer(zone_of, zones) for zone_of, zones in pairs),
        links=value_from_bytes(Links, links),
        metres=facts["metres"],
        lower_bound_m=facts["lower_bound_m"],
        least_m=facts["least_m"],
    )


def known_among(
    problems: Mapping[int, CommunityProblem],
    digests: Mapping[str, str],
    stored: Mapping[str, bytes],
) -> dict[int, Outcome]:
    """Return by row the outcomes that were kept of exactly these problems.

    Parameters
    ----------
    problems
        By row.
    digests
        `hash_of` each of them, by the code of its community.
    stored
        Outcomes as `outcome_to_bytes` gave them, by code. One that is damaged is not known.
    """
    found: dict[int, Outcome] = {}
    for row, problem in problems.items():
        if problem.code in stored:
            with suppress(ValueError, OSError, KeyError):
                outcome = outcome_from_bytes(stored[problem.code], digests[problem.code])
                if outcome is not None:
                    found[row] = outcome
    return found


def _layer(zone_of: bytes, zones: bytes) -> Layer:
    columns, _ = from_bytes(zone_of)
    return value_from_bytes(Layer, zones, zone_of=columns["zone_of"])
