"""What everybody may see of plans in force, by setting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from api.access.policies import whole_number

_LEAST = 10


@dataclass(frozen=True, slots=True)
class Face:
    """What everybody may see.

    Attributes
    ----------
    least
        The smallest count of households that is told, besides none at all.
    has_sublevels
        Whether levels below the first one are public too.
    origins
        As https://example.org, whose pages may fetch what is public; "*" for all.
    """

    least: int = _LEAST
    has_sublevels: bool = False
    origins: tuple[str, ...] = ()

    @classmethod
    def from_environment(cls, env: Mapping[str, str]) -> Face:
        """Read GRIDGEN_PUBLIC_LEAST (a whole number), GRIDGEN_PUBLIC_SUBLEVELS (1 for yes) and
        GRIDGEN_CORS (origins, separated by commas, or *).

        Raises
        ------
        CommandError
            GRIDGEN_PUBLIC_LEAST is no whole number.

        >>> Face.from_environment({"GRIDGEN_CORS": "https://a.org, https://b.org"}).origins
        ('https://a.org', 'https://b.org')
        """
        origins = (one.strip() for one in env.get("GRIDGEN_CORS", "").split(","))
        return cls(
            whole_number(env, "GRIDGEN_PUBLIC_LEAST", _LEAST),
            env.get("GRIDGEN_PUBLIC_SUBLEVELS") == "1",
            tuple(one for one in origins if one),
        )
