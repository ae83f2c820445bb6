"""What every change of a version comes with: who asks, of what, as of when they saw it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request, Response

from api.access.callers import CallerHere
from api.deps import LivingHere, VersionHere
from api.planning.etags import ConditionHere


@dataclass(frozen=True, slots=True)
class Change:
    """A request to change a version, and the answer that will be given.

    Attributes
    ----------
    request, response
        As Starlette has them.
    caller
        Who asks.
    living
        What is served.
    told
        The version.
    condition
        What If-Match says; None where it does not stand there.
    """

    request: Request
    response: Response
    caller: CallerHere
    living: LivingHere
    told: VersionHere
    condition: ConditionHere


ChangeHere = Annotated[Change, Depends()]
