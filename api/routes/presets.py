"""The presets of rules: what there is, and one of them with other bands."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel

from api.access.callers import Role, needs
from api.asked import KNOWN_ONLY
from gridgen.model.bands import Band
from gridgen.model.errors import NotInPlanError, RequestError
from gridgen.rules.banded import with_bands
from gridgen.rules.levels import KINDS, PRESETS, Level
from gridgen.rules.loader import load_rules, rules_text

router = APIRouter(tags=["processes"], dependencies=[*KNOWN_ONLY, needs(Role.VIEWER)])

BandSaid = Annotated[
    str | None,
    Query(pattern=r"^[0-9]{1,9},[0-9]{1,9}(,[0-9]{1,9})?$", description="fewest,most,target"),
]


class BandTold(BaseModel):
    """A band of a level."""

    fewest: int
    most: int
    target: int


class LevelTold(BaseModel):
    """A level of a preset: how it is made, and its bands, by kind or class of community."""

    name: str
    label: dict[str, str]
    mode: dict[str, str]
    bands: dict[str, BandTold]


class Preset(BaseModel):
    """A preset of rules."""

    name: str
    title: dict[str, str]
    levels: list[LevelTold]


class Presets(BaseModel):
    """All presets."""

    presets: list[Preset]


class RulesTold(BaseModel):
    """Rules as TOML, as an order to divide takes them."""

    rules: str


@router.get("/presets", summary="Presets of rules", response_model=Presets)
def presets() -> Any:
    """Tell the presets with their levels and bands."""
    return Presets(presets=[_told(name) for name in PRESETS])


@router.get(
    "/presets/{preset}", summary="A preset, or one with other bands", response_model=RulesTold
)
def preset(
    preset: Annotated[str, Path(max_length=40)],
    village: BandSaid = None,
    community: BandSaid = None,
) -> Any:
    """Tell a preset as TOML, its first level with the bands that are asked for."""
    if preset not in PRESETS:
        raise NotInPlanError("preset_missing", name=preset, known=list(PRESETS))
    said = {KINDS[0]: village, KINDS[1]: community}
    bands = {kind: _band(kind, text) for kind, text in said.items() if text is not None}
    return RulesTold(rules=with_bands(rules_text(preset)[0], bands))


def _band(kind: str, text: str) -> Band:
    numbers = [int(number) for number in text.split(",")]
    if numbers[0] == 0 or 0 in numbers[2:]:
        raise RequestError("preset_band_zero", name=kind)
    return Band(*numbers)


def _told(name: str) -> Preset:
    rules = load_rules(name)
    return Preset(name=name, title=dict(rules.title), levels=[_level(one) for one in rules.levels])


def _level(level: Level) -> LevelTold:
    bands = {
        kind: BandTold(fewest=band.fewest, most=band.most, target=band.target)
        for kind, band in level.band.items()
    }
    return LevelTold(name=level.name, label=dict(level.label), mode=dict(level.mode), bands=bands)
