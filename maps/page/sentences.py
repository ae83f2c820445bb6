"""Plan -> the sentences of its page, in one language."""

from __future__ import annotations

from gridgen.model.plan import Plan
from gridgen.plans.balance import apart_from_grids, balance_of
from gridgen.words.say import LANGUAGES, level_name, say, sentences


def words(plan: Plan, lang: str) -> dict[str, str]:
    """Return the page's sentences by key, without the prefix `map_`."""
    top = level_name(plan.levels[0].level, lang) if plan.levels else ""
    counts = {
        "communities": f"{len(plan.communities):,}",
        "zones": f"{len(plan.levels[0]) if plan.levels else 0:,}",
        "level": top,
    }
    of_level = ("names", "neighbours_differ", "zone_border", "zones", "table_caption", "chosen",
                "old_border")  # fmt: skip
    filled = {f"map_{key}": say(f"map_{key}", lang, level=top) for key in of_level}
    filled |= {"map_counts": say("map_counts", lang, **counts), "map_balance": balance(plan, lang)}
    index = LANGUAGES.index(lang)
    return {
        key.removeprefix("map_"): filled.get(key, texts[index])
        for key, texts in sentences().items()
        if key.startswith("map_")
    }


def balance(plan: Plan, lang: str) -> str:
    """Return how many households the list has and where they are, in the words of the terminal."""
    found = balance_of(plan)
    apart = apart_from_grids(found, lang)
    return say("map_balance", lang, households=found.households, in_grids=found.in_grids, **apart)
