"""Plan -> the sentences of its page, in one language."""

from __future__ import annotations

from gridgen.model.plan import Plan
from gridgen.words.say import LANGUAGES, level_name, say, sentences


def words(plan: Plan, lang: str) -> dict[str, str]:
    """Return the page's sentences by key, without the prefix `map_`."""
    top = level_name(plan.levels[0].level, lang) if plan.levels else ""
    counts = {
        "communities": f"{len(plan.communities):,}",
        "zones": f"{len(plan.levels[0]) if plan.levels else 0:,}",
        "level": top,
    }
    of_level = ("names", "neighbours_differ", "zone_border", "zones", "table_caption", "chosen")
    filled = {f"map_{key}": say(f"map_{key}", lang, level=top) for key in of_level}
    filled |= {"map_counts": say("map_counts", lang, **counts), "map_balance": balance(plan, lang)}
    index = LANGUAGES.index(lang)
    return {
        key.removeprefix("map_"): filled.get(key, texts[index])
        for key, texts in sentences().items()
        if key.startswith("map_")
    }


def balance(plan: Plan, lang: str) -> str:
    """Return how many households the list has, and how many of them are where."""
    count = plan.township.households.count
    zone_of = plan.zone_of[plan.levels[0].level] if plan.levels else plan.community_of
    numbers = {
        "listed": int(count.sum()),
        "placed": int(count[(zone_of >= 0) & ~plan.is_virtual].sum()),
        "virtual": int(count[plan.is_virtual].sum()),
        "outside": int(count[(zone_of < 0) & ~plan.is_virtual].sum()),
    }
    key = "map_balance_virtual" if numbers["virtual"] else "map_balance"
    return say(key, lang, **{name: f"{number:,}" for name, number in numbers.items()})
