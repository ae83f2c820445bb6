"""Every sentence shown to people, in Chinese and in English, in one place.

A sentence has a key and two texts with the same fields: Chinese first. `say` fills one language;
`finding` makes a `Finding` that carries both, because one plan is read by people of either.
"""

from __future__ import annotations

import os
from typing import Any

from gridgen.model import Finding, Severity

LANGUAGES = ("zh", "en")

_NOUNS: dict[str, tuple[str, str]] = {
    "grid": ("网格", "grid"),
    "grids": ("网格", "grids"),
    "ten_household_groups": ("十户组", "ten-household groups"),
    "communities": ("村（社区）", "communities"),
    "households": ("户数", "households"),
    "village": ("行政村", "village"),
    "community": ("社区", "urban community"),
    "error": ("错误", "error"),
    "warning": ("提醒", "warning"),
    "note": ("说明", "note"),
}

_READ: dict[str, tuple[str, str]] = {}

_DIVIDE: dict[str, tuple[str, str]] = {}

_CHECK: dict[str, tuple[str, str]] = {}

_MAP: dict[str, tuple[str, str]] = {}

_SERVICE: dict[str, tuple[str, str]] = {}

_COMMAND: dict[str, tuple[str, str]] = {}

SENTENCES = _NOUNS | _READ | _DIVIDE | _CHECK | _MAP | _SERVICE | _COMMAND


def say(key: str, lang: str, /, **fields: Any) -> str:
    """Return the sentence `key` in `lang` ("zh" or "en") with its fields filled in.

    >>> say("grids", "zh")
    '网格'
    """
    return SENTENCES[key][LANGUAGES.index(lang)].format(**fields)


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

    The sentence may use `where`, `number`, `limit` and any further field.
    """
    filled = {"where": where, "number": number, "limit": limit, **fields}
    zh, en = (text.format(**filled) for text in SENTENCES[rule])
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
