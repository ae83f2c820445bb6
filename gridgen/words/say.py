"""Every sentence shown to people: which one it is, in which language, with what filled in.

The sentences stand beside this file as data, one file a subject, Chinese and English side by side.
A sentence has a key and two texts with the same fields. `say` fills one language; `finding` makes a
`Finding` that carries both, because one plan is read by people of either.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from functools import cache
from numbers import Integral
from pathlib import Path
from string import Formatter
from typing import Any

from gridgen.model.errors import WordsError
from gridgen.model.findings import Finding, Severity

LANGUAGES = ("zh", "en")

SUBJECTS = (
    "commands",
    "nouns",
    "reading",
    "dividing",
    "rules",
    "checks",
    "maps",
    "sheets",
    "service",
    "differences",
    "ties",
    "foreign",
    "overlays",
    "hamlets",
    "people",
    "lists",
)
"""The files of sentences, in the order in which a key is looked for: the command line needs only
the first ones to say its help."""

Sentence = tuple[str, str]
"""Chinese, English."""


@cache
def _of_subject(subject: str) -> dict[str, Sentence]:
    text = Path(__file__).with_name(f"{subject}.toml").read_text("utf-8")
    return {key: (texts["zh"], texts["en"]) for key, texts in tomllib.loads(text).items()}


@cache
def sentences() -> Mapping[str, Sentence]:
    """Return every sentence by its key.

    Raises
    ------
    WordsError
        A key stands in two files.
    """
    every: dict[str, Sentence] = {}
    for subject in SUBJECTS:
        twice = every.keys() & _of_subject(subject).keys()
        if twice:
            raise WordsError(
                f"gridgen/words/{subject}.toml: {sorted(twice)[0]!r} stands in another file too; "
                "expected each key once. Give one of them another key."
            )
        every |= _of_subject(subject)
    return every


def _sentence(key: str) -> Sentence:
    for subject in SUBJECTS:
        if key in _of_subject(subject):
            return _of_subject(subject)[key]
    raise WordsError(f"There is no sentence {key!r} in gridgen/words; expected a key of one.")


def say(key: str, lang: str, /, **fields: Any) -> str:
    """Return the sentence `key` in `lang` ("zh" or "en") with its fields filled in.

    >>> say("grids", "zh"), say("findings_more", "en", number=1200)
    ('网格', '... 1,200 more')
    """
    return _READER.vformat(_sentence(key)[LANGUAGES.index(lang)], (), fields)


class _Reader(Formatter):
    """Fills in fields as people read them: whole numbers with a mark between thousands."""

    def format_field(self, value: Any, format_spec: str) -> str:
        is_whole = isinstance(value, Integral) and not isinstance(value, bool)
        return format(value, "," if is_whole and not format_spec else format_spec)


_READER = _Reader()


def in_both(key: str, /, **fields: Any) -> Sentence:
    """Return the sentence `key` in Chinese and in English, for a field of a finding.

    `level` and `key` among the fields are names of levels and keys, and are said in the language of
    the sentence; a pair of texts is Chinese first, as this function gives it.

    >>> in_both("grids")
    ('网格', 'grids')
    """
    zh, en = _sentence(key)
    return _READER.vformat(zh, (), _said(fields, 0)), _READER.vformat(en, (), _said(fields, 1))


def _said(fields: Mapping[str, Any], column: int) -> dict[str, Any]:
    """Return the fields of a sentence in the language of a column."""
    said = dict(fields)
    for field in {"level", "key"} & said.keys():
        said[field] = level_name(str(said[field]), LANGUAGES[column])
    for field, value in said.items():
        if isinstance(value, tuple):
            said[field] = value[column]
    return said


def todo(rule: str, lang: str) -> str:
    """Return what to do about a finding of `rule`, "" where its text says it.

    >>> todo("polygon_broken", "en"), todo("no_place", "en")
    ('Draw the polygon anew.', '')
    """
    key = f"todo_{rule}"
    return say(key, lang) if key in sentences() else ""


def level_name(level: str, lang: str) -> str:
    """Return what a level is called: in words where there are some, else its own name.

    >>> level_name("grids", "zh"), level_name("natural_units", "en")
    ('网格', 'natural units')
    """
    return say(level, lang) if level in _of_subject("nouns") else level.replace("_", " ")


def counted(number: int, level: str, lang: str) -> str:
    """Return so many zones of a level, as people say it.

    Parameters
    ----------
    number
        0 or more.
    level
        The name of a level in the plural, as rules files have it.
    lang
        "zh" or "en".

    Examples
    --------
    >>> counted(1, "counties", "en"), counted(1, "towns", "zh"), counted(1200, "grids", "en")
    ('1 county', '1 乡镇（街道）', '1,200 grids')
    """
    name = level_name(level, lang)
    if number == 1 and lang == "en":
        name = f"{name[:-3]}y" if name.endswith("ies") else name.removesuffix("s")
    return f"{number:,} {name}"


def community_name(code: str, name: str, lang: str) -> str:
    """Return what a community is called: its name, else its code; "" is that of no community.

    Parameters
    ----------
    code
        12 digits, or the code of a community that is drawn; "" where there is none.
    name
        "" where it has none.
    lang
        "zh" or "en".

    Examples
    --------
    >>> community_name("990101001201", "", "zh"), community_name("", "", "en")
    ('990101001201', 'outside every boundary')
    """
    return name or code or say("diff_outside", lang)


def finding(
    rule: str,
    severity: Severity,
    where: str,
    *,
    number: float | None = None,
    limit: float | None = None,
    **fields: Any,
) -> Finding:
    """Return a finding whose two texts are the sentence named `rule`.

    Parameters
    ----------
    rule
        The key of the sentence, and the name by which checks and people know the fact.
    severity
        How much it matters.
    where
        What the user knows: a file and row, a household id, a code.
    number, limit
        What was found and what was expected, where there are such.
    fields
        What else the sentence names, as `in_both` takes it.
    """
    # Both texts are made now: whoever reads the plan later may speak the other language.
    zh, en = in_both(rule, where=where, number=number, limit=limit, **fields)
    return Finding(rule, severity, where, number, limit, zh=zh, en=en)


def language_of(environment: dict[str, str] | None = None) -> str:
    """Return "zh" where the locale of the environment is Chinese, else "en".

    >>> language_of({"LC_ALL": "", "LANG": "zh_CN.UTF-8"})
    'zh'
    """
    env = os.environ if environment is None else environment
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := env.get(name, ""):
            return "zh" if value.lower().startswith("zh") else "en"
    return "en"
