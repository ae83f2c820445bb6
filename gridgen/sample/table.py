"""Every preset on its sample: divide it, and say in one row what came of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from concurrent.futures import Executor
from dataclasses import dataclass

from gridgen.doors import divide
from gridgen.model.findings import Severity
from gridgen.model.plan import Plan
from gridgen.model.zones import ASIDE
from gridgen.rules.levels import PRESETS, Rules
from gridgen.rules.loader import load_rules
from gridgen.sample.systems import system_sample
from gridgen.words.say import counted, level_name, say


@dataclass(frozen=True, slots=True)
class LevelRow:
    """One level of a plan: its zones, those set aside among them, and households in each."""

    level: str
    mode: str
    zones: int
    aside: int
    in_band: float | None
    """The share of its zones inside their band; None where no size is asked."""
    households: float
    """Households in a zone, the mean of those that are not set aside."""


def divided_sample(
    system: str, size: str, *, seed: int = 0, lang: str = "en", executor: Executor | None = None
) -> Plan:
    """Return the plan of a preset's sample by its own rules.

    Parameters
    ----------
    system, size
        As in `gridgen.sample.systems.system_sample`.
    seed
        Of the sample and of the division.
    lang
        "en" or "zh": the language of the names of grids.
    executor
        Any `concurrent.futures.Executor`; communities are spread over it.
    """
    layers = system_sample(system, size, seed)
    return divide(
        layers["households"], communities=layers["communities"], special=layers.get("special"),
        centres=layers.get("centres"), rules=system, seed=seed, lang=lang, executor=executor,
    )  # fmt: skip


def chain(plan: Plan, rules: Rules) -> list[LevelRow]:
    """Return a row for each level from the top: those above, the communities, those below."""
    total = int(plan.township.households.count[plan.community_of >= 0].sum())
    rows = []
    for above in rules.above:
        number = len({code[: above.digits] for code in plan.communities.code})
        rows.append(_given(above.name, number, total))
    number = len(plan.communities)
    rows.append(_given("communities", number, total))
    for zones in plan.levels:
        level = next(level for level in rules.levels if level.name == zones.level)
        aside = sum(kind in ASIDE for kind in zones.kind)
        sized = [k for k, who in enumerate(plan.class_or_kind(zones)) if level.band_of(who)]
        fits = sum(zones.status[k] == "in band" for k in sized)
        own = [int(zones.households[k]) for k in range(len(zones)) if zones.kind[k] not in ASIDE]
        modes = list(dict.fromkeys(level.mode.values()))
        rows.append(
            LevelRow(
                level=zones.level,
                mode="/".join(modes),
                zones=len(zones),
                aside=aside,
                in_band=fits / len(sized) if sized else None,
                households=sum(own) / max(1, len(own)),
            )
        )
    return rows


def _given(level: str, zones: int, households: int) -> LevelRow:
    """Return the row of a level that was there before the division."""
    each = households / zones
    return LevelRow(level=level, mode="given", zones=zones, aside=0, in_band=None, households=each)


def levels_table(plan: Plan, rules: Rules, lang: str) -> str:
    """Return the levels of one plan as a Markdown table.

    Parameters
    ----------
    plan
        As divided.
    rules
        Those it was divided by.
    lang
        "en" or "zh".
    """
    heads = [say(f"system_{name}", lang) for name in ("level", "mode", "zones", "aside", "band",
                                                       "mean")]  # fmt: skip
    lines = ["| " + " | ".join(heads) + " |", "|---|---|--:|--:|--:|--:|"]
    for row in chain(plan, rules):
        share = "" if row.in_band is None else f"{100 * row.in_band:.1f} %"
        cells = (level_name(row.level, lang), row.mode, f"{row.zones:,}", row.aside or "", share,
                 f"{row.households:,.1f}")  # fmt: skip
        lines.append("| " + " | ".join(str(cell) for cell in cells) + " |")
    return "\n".join(lines)


def systems_row(system: str, plan: Plan, lang: str) -> str:
    """Return one row of the table of systems.

    Parameters
    ----------
    system
        A preset by its name.
    plan
        Its sample, divided by it.
    lang
        "en" or "zh".
    """
    rules = load_rules(system)
    rows = chain(plan, rules)
    counts = " → ".join(counted(row.zones, row.level, lang) for row in rows)
    modes = ", ".join("/".join(dict.fromkeys(level.mode.values())) for level in rules.levels)
    shares = ", ".join("–" if row.in_band is None else f"{100 * row.in_band:.1f} %"
                       for row in rows if row.level in plan.zone_of)  # fmt: skip
    number = Counter(found.severity for found in plan.report)
    findings = " / ".join(str(number[severity]) for severity in Severity)
    households = int(plan.township.households.count.sum())
    return f"| `{system}` | {counts} | {modes} | {households:,} | {shares} | {findings} |"


def systems_head(lang: str) -> str:
    """Return the head of the table of systems."""
    names = ("name", "levels", "mode", "households", "band", "findings")
    heads = [say(f"system_{name}", lang) for name in names]
    return "| " + " | ".join(heads) + " |\n|---|---|---|--:|---|---|"


def systems_table(
    systems: Iterable[str] = PRESETS,
    *,
    size: str = "township",
    lang: str = "en",
    executor: Executor | None = None,
) -> str:
    """Return the table of systems, each divided on its sample of one size, as Markdown.

    Parameters
    ----------
    systems
        Presets by their names.
    size
        "village", "township" or "prefecture".
    lang
        "en" or "zh".
    executor
        Any `concurrent.futures.Executor`; communities are spread over it.
    """
    lines = [systems_head(lang)]
    for system in systems:
        plan = divided_sample(system, size, lang=lang, executor=executor)
        lines.append(systems_row(system, plan, lang))
    return "\n".join(lines)
