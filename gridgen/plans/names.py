"""What the zones of a plan are called, in both languages, and findings that call them so."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from gridgen.model.arrays import Texts, taken, texts
from gridgen.model.errors import NotInPlanError
from gridgen.model.findings import Finding, Report
from gridgen.model.plan import Plan
from gridgen.model.zones import Zones, number_in
from gridgen.rules.levels import Level, Rules
from gridgen.words.numerals import arabic, fill_label
from gridgen.words.say import LANGUAGES

Called = tuple[str, str]
"""Chinese, English."""

_CODE = r"(?<![0-9A-Za-z])\d{9,21}(?![0-9A-Za-z])"
"""What may be a code of a division or a zone: nothing else in a sentence has so many digits."""

_SPACED = re.compile(f" ?({_CODE}) ?")
"""The same with the spaces that stand around digits in Chinese, and around no name."""

_LISTED = re.compile(f"(?<=[0-9]), (?={_CODE})")

_OF_CODES = frozenset({"code_doubled", "code_odd", "digits_used_up", "parent_unknown",
                       "chain_broken", "communities_merged", "code_missing"})  # fmt: skip
"""Findings about codes as such, which must be shown."""


def names_of(
    plan: Plan, rules: Rules | None = None, levels: Iterable[Zones] | None = None
) -> dict[str, Called]:
    """Return what people call each community and zone of a plan, by its code, in full.

    The name of a zone follows that of the zone above it. A name that is made of the number, as the
    labels of the rules make it, is said in each language; any other is as it stands.

    Parameters
    ----------
    plan
        Read from a file or made.
    rules
        Those of the plan: without them every name is as it stands.
    levels
        The zones that are wanted, those above before those below; None for all of the plan.
    """
    names = as_they_stand(plan.communities.code, plan.communities.name)
    label_of = {} if rules is None else {level.name: level for level in rules.levels}
    for zones in plan.levels if levels is None else levels:
        rule = label_of.get(zones.level)
        each = zip(zones.code, zones.name, zones.parent, strict=True)
        for code, name, parent in each:
            zh, en = _own(name or code, code, parent, rule)
            above = names.get(parent)
            if above is not None and name:
                zh = zh if zh.startswith(above[0]) else above[0] + zh
                en = en if en.startswith(above[1]) else f"{above[1]} {en}"
            names.setdefault(code, (zh, en))
    return names


def names_in(report: Iterable[Finding], plan: Plan, rules: Rules) -> dict[str, Called]:
    """Return what people call the zones whose codes findings say, and those above them.

    Of a large plan a few zones are named in a fraction of the time that all of them take.
    """
    said = {code for found in report for code in re.findall(_CODE, f"{found.zh} {found.en}")}
    levels: list[Zones] = []
    for zones in reversed(plan.levels):
        rows = [row for row, code in enumerate(zones.code.tolist()) if code in said]
        levels.append(taken(zones, np.array(rows, np.int64)))
        said.update(levels[-1].parent.tolist())
    return names_of(plan, rules, reversed(levels))


def as_they_stand(codes: Texts, names: Texts) -> dict[str, Called]:
    """Return by code (n,) names that are the same in both languages; a code stands for no name."""
    pairs = zip(codes, names, strict=True)
    return {code: (name or code, name or code) for code, name in pairs}


def _own(name: str, code: str, parent: str, rule: Level | None) -> Called:
    """Return the name of a zone in each language: made anew where the label made it."""
    number = number_in(code, parent)
    if rule is None or not number:
        return name, name
    zh, en = (fill_label(rule.label[lang], number, lang) for lang in LANGUAGES)
    return (zh, en) if name in (zh, en) else (name, name)


def in_language(plan: Plan, rules: Rules, lang: str) -> Plan:
    """Return a plan whose zones are called in a language, as far as the rules gave them names.

    Parameters
    ----------
    plan
        Its other names, such as those of buildings or of one's own, stay as they are.
    rules
        Those of the plan.
    lang
        "en" or "zh".
    """
    column = LANGUAGES.index(lang)
    rule_of = {level.name: level for level in rules.levels}
    levels = []
    for zones in plan.levels:
        each = zip(zones.name, zones.code, zones.parent, strict=True)
        rule = rule_of.get(zones.level)
        levels.append(replace(zones, name=texts([_own(*one, rule)[column] for one in each])))
    return replace(plan, levels=tuple(levels))


def called_by(
    keys: Mapping[str, Texts], by: Sequence[str], zone_of: NDArray[np.integer], *, zones: int
) -> list[str]:
    """Return (z,) what most households of each zone call it, "" where no column names zones.

    Parameters
    ----------
    keys
        By the name of a column (n,) what each household says.
    by
        The columns that name zones: the first that is not blank.
    zone_of
        (n,) the zone of each household, -1 for none.
    zones
        z, their number.
    """
    called = [""] * zones
    columns = [keys[column] for column in by if column in keys]
    if not columns:
        return called
    said = np.full(len(zone_of), "", object)
    for column in columns:
        said = np.where(said == "", column, said)
    there = zone_of >= 0
    words, word_of = np.unique(said[there].astype(str), return_inverse=True)
    pairs, times = np.unique(
        np.stack([zone_of[there], word_of.reshape(-1)], axis=1), axis=0, return_counts=True
    )
    # The most frequent comes last and stays; a blank never takes the place of a name.
    for (zone, word), _ in sorted(zip(pairs.tolist(), times.tolist(), strict=True),
                                  key=lambda pair: pair[1]):  # fmt: skip
        called[zone] = str(words[word]) or called[zone]
    return called


def own_names(plan: Plan, rules: Rules) -> dict[str, dict[str, str]]:
    """Return for each level by code the names that people gave: no label of the rules makes them.

    A name that is the code, or what households call the zone, was not given either.

    Parameters
    ----------
    plan
        As people have it.
    rules
        Those of the plan.
    """
    rule_of = {level.name: level for level in rules.levels}
    own: dict[str, dict[str, str]] = {}
    for zones in plan.levels:
        rule = rule_of.get(zones.level)
        if rule is None:
            continue
        called = called_by(plan.township.households.keys, rule.by, plan.zone_of[zones.level],
                           zones=len(zones))  # fmt: skip
        each = zip(zones.code, zones.name, zones.parent, called, strict=True)
        own[zones.level] = {
            code: name for code, name, parent, by in each
            if name not in _made(rule, code, parent, by)
        }  # fmt: skip
    return own


def language_in(plan: Plan, rules: Rules) -> str:
    """Return in which language the labels of the rules made the names of a plan, "" for neither.

    Parameters
    ----------
    plan
        As people have it.
    rules
        Those of the plan.
    """
    rule_of = {level.name: level for level in rules.levels}
    made = dict.fromkeys(LANGUAGES, 0)
    for zones in plan.levels:
        rule = rule_of.get(zones.level)
        if rule is None or rule.label["zh"] == rule.label["en"]:
            continue
        for code, name, parent in zip(zones.code, zones.name, zones.parent, strict=True):
            number = number_in(code, parent)
            for lang in LANGUAGES:
                made[lang] += bool(number) and name == fill_label(rule.label[lang], number, lang)
    most = max(LANGUAGES, key=lambda lang: made[lang])
    return most if made[most] else ""


def relabelled(plan: Plan, before: Rules, now: Rules, lang: str) -> Plan:
    """Return a plan whose zones are called as other rules call them, but for names people gave.

    Parameters
    ----------
    plan
        Its codes stay.
    before
        The rules that made its names.
    now
        Those by whose labels they are called.
    lang
        "en" or "zh".
    """
    own, rule_of = own_names(plan, before), {level.name: level for level in now.levels}
    levels = []
    for zones in plan.levels:
        rule, names = rule_of.get(zones.level), zones.name.tolist()
        kept = own.get(zones.level, {})
        each = enumerate(zip(zones.code, zones.parent, strict=True))
        for z, (code, parent) in each:
            number = number_in(code, parent)
            if rule is not None and zones.level in own and code not in kept and number:
                names[z] = fill_label(rule.label[lang], number, lang)
        levels.append(replace(zones, name=texts(names)))
    return replace(plan, levels=tuple(levels))


def _made(rule: Level, code: str, parent: str, called: str) -> set[str]:
    """Return what a zone is called where nobody gave it a name."""
    number = number_in(code, parent)
    labels = [fill_label(rule.label[lang], number, lang, called) for lang in LANGUAGES]
    return {"", code, called, *(labels if number else ())}


def with_names(report: Report, names: Mapping[str, Called]) -> Report:
    """Return findings whose sentences call communities and zones by their names, not by codes.

    `where` stays the code. A code that `names` does not have stays, and so do all in findings that
    are about codes.
    """

    def in_chinese(text: str) -> str:
        return _SPACED.sub(
            lambda at: names[at[1]][0] if at[1] in names else at[0], _LISTED.sub("、", text)
        )

    def in_english(text: str) -> str:
        return re.sub(_CODE, lambda at: names[at[0]][1] if at[0] in names else at[0], text)

    return Report(
        tuple(
            found
            if found.rule in _OF_CODES
            else replace(found, zh=in_chinese(found.zh), en=in_english(found.en))
            for found in report
        )
    )


def code_of(asked: str, names: Mapping[str, Called], option: str) -> str:
    """Return the code of a community or zone that is named by its code or its name.

    A name is that of `names`, or its end where only one ends so; spaces and case do not matter, nor
    whether its numbers are digits or words.

    Parameters
    ----------
    asked
        As people wrote it.
    names
        By code, as `names_of` returns them.
    option
        Where it was asked, for messages: "--only".

    Raises
    ------
    NotInPlanError
        Nothing is called so, or several are.
    """
    if asked in names:
        return asked
    found = _called(asked, names, plain) or _called(asked, names, word)
    if len(found) == 1:
        return found[0]
    shown = [f"{names[code][0]} ({code})" for code in (found or [*names])[:_SHOWN]]
    if found:
        raise NotInPlanError(
            "name_of_several", option=option, name=asked, number=len(found), known=shown
        )
    raise NotInPlanError("name_of_none", option=option, name=asked, known=shown)


def _called(asked: str, names: Mapping[str, Called], read: Callable[[str], str]) -> list[str]:
    """Return the codes of those that are called so, else of those whose names end so."""
    name = read(asked)
    known = {code: [read(one) for one in called] for code, called in names.items()}
    whole = [code for code, called in known.items() if name in called]
    ends = [code for code, called in known.items() if any(one.endswith(name) for one in called)]
    return whole or (ends if name else [])


_SHOWN = 5
"""Names that a message shows."""


def plain(name: str) -> str:
    """Return a name as it is compared: wide letters as narrow ones, no spaces, no case."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def word(name: str) -> str:
    """Return a name as it is compared where numbers may be words: in digits, else as `plain`.

    >>> word("柳溪村 第十村民小组"), word("Liuxi Group 3")
    ('柳溪村第10村民小组', 'liuxigroup3')
    """
    return plain(arabic(name))
