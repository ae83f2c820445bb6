"""Every sentence shown to people: which one it is, in which language, with what filled in.

The sentences stand beside this file as data, one file a subject, Chinese and English side by side.
A sentence has a key and two texts with the same fields. `say` fills one language, `in_both` fills
both. An error is a sentence too: whoever catches it has it said in the language of the reader.
"""

from __future__ import annotations

import errno
import os
import re
import sys
import tomllib
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache
from numbers import Integral
from pathlib import Path
from string import Formatter
from typing import Any

from gridgen.words.discreet import masked
from gridgen.words.seen import seen, shortened

LANGUAGES = ("zh", "en")

SUBJECTS = (
    "commands",
    "usage",
    "nouns",
    "reading",
    "places",
    "dividing",
    "rules",
    "checks",
    "maps",
    "sheets",
    "service",
    "page",
    "client",
    "access",
    "running",
    "processes",
    "planning",
    "tiles",
    "differences",
    "versions",
    "store",
    "jobs",
    "editing",
    "suggesting",
    "returned",
    "ties",
    "foreign",
    "overlays",
    "hamlets",
    "people",
    "lists",
    "errors_places",
    "errors_plans",
    "errors_solver",
    "errors_rules",
    "errors_files",
    "errors_maps",
    "errors_system",
)
"""The files of sentences, in the order in which a key is looked for: the command line needs only
the first ones to say its help."""

Sentence = tuple[str, str]
"""Chinese, English."""


class GridgenError(Exception):
    """The parent of all of them: catch this one to catch every error made on purpose.

    An error holds the key of its sentence in `gridgen/words` and what the sentence names, so that
    it can be said in Chinese and in English.

    Attributes
    ----------
    key
        Which sentence.
    fields
        What the sentence names.
    """

    def __init__(self, key: str, /, **fields: Any) -> None:
        super().__init__(key)
        self.key = key
        self.fields = fields

    def text(self, lang: str = "en", *, by_command: bool = True) -> str:
        """Return the sentence in `lang`: "zh" or "en"; personal numbers in it are masked.

        With `by_command=False` it is told to somebody who has no command line: what stands in
        ⟨ ⟩ is left out, and options are called as inputs of the service are, without dashes.
        """
        said = _sentence(self.key)[LANGUAGES.index(lang)]
        if not by_command:
            said = _OPTION.sub("", _FOR_COMMANDS.sub("", said))
        return masked(_filled(said, lang, self.fields))

    def __str__(self) -> str:
        return self.text()


class WordsError(GridgenError):
    """A sentence shown to people is missing, or is there twice."""


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
            raise WordsError("sentence_twice", file=f"{subject}.toml", key=min(twice))
        every |= _of_subject(subject)
    return every


def of_subject(subject: str, lang: str) -> dict[str, str]:
    """Return every sentence of one file in `lang`, by its key, with its fields not filled in.

    >>> of_subject("service", "en")["service_map"]
    'Web map'
    """
    column = LANGUAGES.index(lang)
    return {key: texts[column] for key, texts in _of_subject(subject).items()}


def say(key: str, lang: str, /, **fields: Any) -> str:
    """Return the sentence `key` in `lang` ("zh" or "en") with its fields filled in.

    Parameters
    ----------
    key
        Which sentence.
    lang
        "zh" or "en".
    fields
        What the sentence names. A pair of texts is Chinese first, as `in_both` gives it; a list is
        told one by one; an error is said in `lang`.

    Examples
    --------
    >>> say("grids", "zh"), say("findings_more", "en", number=1200)
    ('网格', '... and 1,200 more of this kind.')
    """
    return _filled(_sentence(key)[LANGUAGES.index(lang)], lang, fields)


_FOR_COMMANDS = re.compile("⟨[^⟩]*⟩")
_OPTION = re.compile(r"(?<!-)--(?=[a-z])")
_MARKS = str.maketrans("", "", "⟨⟩")


def _filled(sentence: str, lang: str, fields: Mapping[str, Any]) -> str:
    column = LANGUAGES.index(lang)
    filled = {field: _said(value, column) for field, value in fields.items()}
    return _READER.vformat(sentence.translate(_MARKS), (), filled)


@cache
def _sentence(key: str) -> Sentence:
    for subject in SUBJECTS:
        if key in _of_subject(subject):
            return _of_subject(subject)[key]
    raise WordsError("sentence_missing", key=key)


LONGEST = 1000
"""Characters of one field that a sentence tells: a cell of a stranger may have a million."""


def _said(value: Any, column: int) -> Any:
    if isinstance(value, tuple):
        return value[column]
    if isinstance(value, list):
        told = [seen(str(one)) for one in value]
        return _sentence("and_word")[column].join(told) or _sentence("nothing")[column]
    if isinstance(value, str | os.PathLike):
        return seen(shortened(os.fspath(value), LONGEST))
    return value.text(LANGUAGES[column]) if isinstance(value, GridgenError) else value


class _Reader(Formatter):
    """Fills in fields as people read them: whole numbers with a mark between thousands."""

    def convert_field(self, value: Any, conversion: Any) -> Any:
        quoted = super().convert_field(value, conversion)
        # What is spelt out already has backslashes of its own.
        return quoted.replace("\\\\", "\\") if conversion == "r" else quoted

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
    zh, en = (say(key, lang, **_named(fields, lang)) for lang in LANGUAGES)
    return zh, en


def _named(fields: Mapping[str, Any], lang: str) -> dict[str, Any]:
    """Return the fields of a sentence with the names of levels and keys in a language."""
    names = {
        field: level_name(str(fields[field]), lang) for field in ("level", "key") if field in fields
    }
    return {**fields, **names}


def in_a_row(parts: Sequence[Sentence]) -> Sentence:
    """Return several parts of a sentence as one, in both languages.

    >>> in_a_row([("甲", "a"), ("乙", "b")])
    ('甲、乙', 'a, b')
    """
    zh, en = (
        say("list_codes", lang).join(part[at] for part in parts)
        for at, lang in enumerate(LANGUAGES)
    )
    return zh, en


def either(words: Collection[str]) -> Sentence:
    """Return words of which one is meant, for a field of a finding or of an error.

    >>> either(["group", "estate"])
    ('group或estate', 'group or estate')
    """
    zh, en = _sentence("or_word")
    return zh.join(words), en.join(words)


def reason_of(error: BaseException) -> Sentence | str:
    """Return why the system or a library refused, for a field of an error.

    What the system says often is in both languages; all else stays as it is.

    >>> reason_of(PermissionError(13, "Permission denied"))
    ('没有权限', 'Permission denied')
    >>> reason_of(ValueError("embedded null byte"))
    'embedded null byte'
    """
    key = f"system_{errno.errorcode.get(getattr(error, 'errno', None) or 0, '').lower()}"
    if key in sentences():
        return in_both(key)
    return str(getattr(error, "strerror", None) or error)


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


def language_of(
    environment: Mapping[str, str] | None = None, windows: Callable[[], int] | None = None
) -> str:
    """Return the language of the system: "zh" where it is Chinese, else "en".

    Parameters
    ----------
    environment
        Where the locale stands; the variables of this process if not given.
    windows
        Tells the LANGID in which Windows speaks to its user, which is asked where no variable is
        set; 0 where there is no Windows.

    Examples
    --------
    >>> language_of({"LC_ALL": "", "LANG": "zh_CN.UTF-8"})
    'zh'
    """
    env = os.environ if environment is None else environment
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := env.get(name, ""):
            return "zh" if value.lower().startswith("zh") else "en"
    langid = (windows or _windows_language)()
    return "zh" if langid & _PRIMARY_LANGUAGE == _CHINESE else "en"


_PRIMARY_LANGUAGE, _CHINESE = 0x3FF, 0x04
"""Bits of a LANGID without the country, and their value for Chinese of any country."""


def _windows_language() -> int:
    if sys.platform == "win32":
        import ctypes

        return int(ctypes.windll.kernel32.GetUserDefaultUILanguage())
    return 0
