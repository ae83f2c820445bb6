"""What is printed of suggestions: each finding, its repairs and what they cost, or why none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.markup import escape

from gridgen.cli.console import COLOURS, SHOWN, out
from gridgen.cli.effects import way_of
from gridgen.cli.tables import told
from gridgen.model.findings import Finding, Report
from gridgen.versions.advised import says_of
from gridgen.versions.chosen import numbered
from gridgen.versions.written import options_of
from gridgen.words.say import LANGUAGES, level_name, say
from gridgen.words.seen import seen

if TYPE_CHECKING:
    from gridgen.versions.draft import Draft
    from gridgen.versions.effect import ZoneEffect
    from gridgen.versions.repairs.judged import Suggestion
    from gridgen.versions.suggest import Advice

LONGEST = 160
"""Characters of options that somebody would type; longer ones are left to `--apply`."""


def print_advice(draft: Draft, advices: Sequence[Advice], command: str, lang: str) -> None:
    """Print each finding with its repairs, those without one last, and how to take some.

    Parameters
    ----------
    draft, advices, lang
        As of `gridgen.versions.advised.advice_rows`.
    command
        The command that printed this, to which the choice is added.
    """
    if not advices:
        out.print(say("suggest_nothing", lang))
        return
    last = None
    for number, advice, one in numbered(advices):
        if advice is not last:
            if last is not None:
                out.print()
            _print_findings(advice.findings, lang)
            last = advice
        _print_suggestion(draft, number, one, lang)
    _print_without([advice for advice in advices if not advice.suggestions], lang)
    _print_count(advices, lang)
    if best := ",".join(map(str, _best_apart(advices))):
        taken = f"{command} --apply {best} -o {say('suggest_new_plan', lang)}"
        out.print(escape(say("suggest_how", lang, command=taken)))


def _print_count(advices: Sequence[Advice], lang: str) -> None:
    """Print how many findings there are, and how many have suggestions; alike ones are one."""
    lines = [(len(Report(one.findings).alike()), bool(one.suggestions)) for one in advices]
    mended = sum(number for number, has_some in lines if has_some)
    out.print(say("suggest_count", lang, number=sum(number for number, _ in lines), mended=mended))


def _best_apart(advices: Sequence[Advice]) -> list[int]:
    """Return the numbers of the best suggestions that touch no zone in common, some of them."""
    numbers, touched, last = [], set[str](), None
    for number, advice, one in numbered(advices):
        codes = {zone.code for zone in one.effect.zones if zone.before is not None}
        if advice is not last and not codes & touched:
            numbers.append(number)
            touched |= codes
        last = advice
    return numbers[:SHOWN]


def _print_findings(findings: Sequence[Finding], lang: str) -> None:
    """Print what is to be put right, one line for those that say the same."""
    for group in Report(tuple(findings)).alike()[:SHOWN]:
        severity = group[0].severity
        word = say(severity.value, lang)
        out.print(f"[{COLOURS[severity]}]{word}[/] {escape(seen(told(group, lang)))}")


def _print_without(advices: Sequence[Advice], lang: str) -> None:
    """Print the findings without a repair and why there is none, `SHOWN` of each kind."""
    number = Counter((advice.findings[0].rule, advice.why) for advice in advices)
    shown: Counter[tuple[str, tuple[str, str]]] = Counter()
    for advice in advices:
        kind = advice.findings[0].rule, advice.why
        shown[kind] += 1
        if shown[kind] > SHOWN:
            continue
        _print_findings(advice.findings, lang)
        said = say("suggest_without", lang)
        out.print(f"  [dim]{said}[/] {escape(seen(advice.text(lang)))}")
        if shown[kind] == SHOWN and number[kind] > SHOWN:
            out.print(f"  [dim]{say('findings_more', lang, number=number[kind] - SHOWN)}[/]")


def _print_suggestion(draft: Draft, number: int, one: Suggestion, lang: str) -> None:
    says = say("suggest_numbered", lang, number=number, says=says_of(draft, one, lang))
    out.print(f"  [bold]{escape(seen(says))}[/]")
    out.print(f"     {escape(seen(_cost(one, lang)))}")
    if sizes := _sizes(one, lang):
        out.print(f"     {escape(seen(sizes))}")
    for found in one.brought:
        out.print(f"     {say('suggest_brings', lang)} · {escape(seen(found.text(lang)))}")
    options = " ".join(options_of(one.edits))
    by_hand = options if len(options) <= LONGEST else say("suggest_by_apply", lang, number=number)
    out.print(f"     [dim]{escape(seen(by_hand))}[/]")


def _cost(one: Suggestion, lang: str) -> str:
    if not one.level:
        return say("suggest_cost_none", lang)
    return say("suggest_cost", lang, households=one.households, level=level_name(one.level, lang),
               way=way_of(one.metres, lang), metres=round(abs(one.metres)))  # fmt: skip


def _sizes(one: Suggestion, lang: str) -> str:
    """Return how many households the zones have that come, go or change, at the topmost level."""
    parts = [_size(zone, lang) for zone in one.effect.zones
             if zone.level == one.level and zone.before != zone.after]  # fmt: skip
    more = [say("edit_more_zones", lang, number=len(parts) - SHOWN)] if len(parts) > SHOWN else []
    return say("list_comma", lang).join([*parts[:SHOWN], *more])


def _size(zone: ZoneEffect, lang: str) -> str:
    """Return how many households a zone has before and after."""
    name = zone.called[LANGUAGES.index(lang)]
    if zone.before is None or zone.after is None:
        side = zone.before or zone.after
        key = "suggest_size_new" if zone.before is None else "suggest_size_gone"
        return say(key, lang, name=name, number=side.households if side else 0)
    return say("suggest_size", lang, name=name, was=zone.before.households,
               now=zone.after.households)  # fmt: skip
