"""The language that a request asks for."""

from __future__ import annotations

import re

from fastapi import Request

from gridgen.words.say import LANGUAGES


def language(request: Request) -> str:
    """Return "zh" or "en": what `lang` in the address says, else the Accept-Language header."""
    asked = request.query_params.get("lang", "")
    return asked if asked in LANGUAGES else language_of(request.headers.get("accept-language", ""))


def language_of(accepted: str) -> str:
    """Return the first of zh and en in an Accept-Language header, by its weights; else zh.

    >>> language_of("en-US,en;q=0.9,zh;q=0.8"), language_of("zh-TW"), language_of("fr")
    ('en', 'zh', 'zh')
    """
    weighed: list[tuple[float, str]] = []
    for part in accepted.split(","):
        tag, _, weight = part.strip().partition(";q=")
        known = tag.strip().lower()[:2]
        if known in ("zh", "en"):
            weighed.append((-_weight(weight), known))
    return min(weighed, key=lambda pair: pair[0])[1] if weighed else "zh"


def _weight(text: str) -> float:
    return float(text) if re.fullmatch(r"[01](\.\d{0,3})?", text.strip()) else 1.0
