"""The options that commands share, and which sentence says what each is.

Nothing here is heavy: `gridgen --help` loads it and the sentences of the command line alone.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from gridgen.words.say import language_of


def help_of(name: str) -> str:
    """Return the key of what help says of an option or command.

    >>> help_of("seed")
    'help_seed'
    """
    return f"help_{name}"


class Lang(StrEnum):
    """Languages of what is printed and written."""

    ZH = "zh"
    EN = "en"


class EffortName(StrEnum):
    """How hard to search."""

    FAST = "fast"
    BALANCED = "balanced"
    BEST = "best"


class NewIds(StrEnum):
    """What a newer list is whose ids are not those of the plan."""

    MATCH_BY_PLACE = "match-by-place"
    ACCEPT = "accept"


class SystemName(StrEnum):
    """The presets, each with samples of its own."""

    STANDARD = "standard"
    HONGLIAN = "honglian"
    WUZHONG = "wuzhong"
    YANCHI = "yanchi"
    NANHAI = "nanhai"
    YIYANG = "yiyang"
    XIQIAO = "xiqiao"


class SizeName(StrEnum):
    """How large a sample of a preset is."""

    VILLAGE = "village"
    TOWNSHIP = "township"
    PREFECTURE = "prefecture"


def _take_trust(context: typer.Context, value: bool) -> bool:
    """Lift the limits on files for as long as the command runs."""
    from gridgen.files.guard.limits import limits_of

    context.with_resource(limits_of(trust=value))
    return value


LOCALE = Lang(language_of())
"""Where `main` is told no language on the command line."""

LangOption = Annotated[Lang, typer.Option("--lang", help=help_of("lang"))]
JsonOption = Annotated[bool, typer.Option("--json", help=help_of("json"))]
SeedOption = Annotated[int, typer.Option("--seed", min=0, help=help_of("seed"))]
PlanArgument = Annotated[Path, typer.Argument(metavar="PLAN", help=help_of("plan"))]
HostOption = Annotated[str, typer.Option("--host", help=help_of("host"))]
PortOption = Annotated[int, typer.Option("--port", min=0, max=65535, help=help_of("port"))]
OutputOption = Annotated[Path, typer.Option("-o", "--output", help=help_of("output"))]
ColumnsOption = Annotated[
    str | None, typer.Option("--columns", metavar="FILE", help=help_of("columns"))
]
DatumOption = Annotated[
    list[str] | None, typer.Option("--datum", metavar="[LAYER=]DATUM", help=help_of("datum"))
]
CrsOption = Annotated[str | None, typer.Option("--crs", metavar="EPSG:N", help=help_of("crs"))]
CorrectionsOption = Annotated[
    list[str] | None, typer.Option("--corrections", help=help_of("corrections"))
]
RejectsOption = Annotated[Path | None, typer.Option("--rejects", help=help_of("rejects"))]
EncodingOption = Annotated[
    str | None, typer.Option("--encoding", metavar="NAME", help=help_of("encoding"))
]
TrustOption = Annotated[bool, typer.Option("--trust", help=help_of("trust"), callback=_take_trust)]
