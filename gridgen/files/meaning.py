"""A header as an office writes it -> the word of ours that it means."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

from gridgen.files.vocabulary import (
    CENTRES,
    COMMUNITIES,
    EDITS,
    GRIDS,
    GUESSED,
    HOUSEHOLDS,
    LINES,
    PEOPLE,
    SPECIAL,
    STAFF,
    TIES,
    Synonyms,
)

_SIMPLE = str.maketrans(
    "編號經緯標橫縱東戶數碼組樓棟單層區劃稱類別縣鄉鎮門產隊點員務職電話聯繫網級統計總實現屬"
    "歸轄間宅農莊圍縣織積齡執業環號鄰坐寬",
    "编号经纬标横纵东户数码组楼栋单层区划称类别县乡镇门产队点员务职电话联系网级统计总实现属"
    "归辖间宅农庄围县织积龄执业环号邻坐宽",
)
"""Traditional characters of headers in the simplified ones of our words."""

_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|<[^<>]*>|\{[^{}]*\}")
_NUMBERED = re.compile(r"^(\(\d+\)|\d{1,2}[.、)]|[*※#])+")
_TRAILING = ":;,.*#?。，、：°'\""

_BEFORE = re.compile(
    r"wgs-?84|wgs|cgcs-?2000|国家2000|大地2000|2000国家大地|gcj-?02|gcj|bd-?09|火星|高德|百度|腾讯|"
    r"天地图|大地|地理|地心|gps|rtk|住户|农户|家庭|房屋|户主|居民|建筑物?|宅基地|院落|位置|定位|地址|"
    r"坐标|中心点?|入户|采集|测量|所属|所在|所处|归属|管辖|辖区|所辖|隶属|现有|现|原|常住|户籍|在册|登记|实有|"
    r"实际|总|合计|全村|本村|本组|household|hh|point"
)
"""What stands before a word and says whose it is, or how it was measured."""

_AFTER = re.compile(
    r"wgs-?84|cgcs-?2000|gcj-?02|bd-?09|坐标|数值|值|信息|数据|字段|十进制|合计|总数|dd|degrees?|"
    r"deg|metres?|meters?|84|2000"
)
"""What stands after a word and says its unit or kind."""


@lru_cache(maxsize=4096)
def plain(header: str) -> str:
    r"""Return a header in simplified Chinese, without case, width, spaces, and marks around it.

    >>> plain(" 村（社区） 代码 "), plain("Household_ID"), plain("1.經度*"), plain("经\n度：")
    ('村(社区)代码', 'householdid', '经度', '经度')
    """
    text = unicodedata.normalize("NFKC", header).casefold().translate(_SIMPLE)
    text = re.sub(r"[\s_\-/\\﻿]+", "", text)
    bare = _NUMBERED.sub("", text).rstrip(_TRAILING)
    return bare or text


def meanings(header: str) -> Iterator[str]:
    """Yield what a header may be read as, the surest first: as it stands, without brackets, ...

    >>> list(meanings("户数(户)")), list(meanings("高德经度"))
    (['户数(户)', '户数', '户'], ['高德经度', '经度'])
    """
    whole = plain(header)
    yield whole
    bare = _BRACKETED.sub("", whole)
    # "坐标(经度)": what stands in the brackets is the word.
    inside = [part[1:-1] for part in _BRACKETED.findall(whole)]
    if bare and bare != whole:
        yield bare
    shorter = bare
    while match := _BEFORE.match(shorter):
        shorter = shorter[match.end() :]
        if shorter:
            yield shorter
    for text in (bare, shorter):
        ended = _ended(text)
        if ended and ended != text:
            yield ended
    yield from inside


def _ended(text: str) -> str:
    """Return a word without what stands after it."""
    while match := _AFTER.search(text):
        text = text[: match.start()]
    return text


def meaning_of(header: str, words: Mapping[str, str]) -> tuple[str, int] | None:
    """Return our name of what a header means, and how far it had to be read over; None unknown.

    Parameters
    ----------
    header
        As it stands in the file.
    words
        Our names by words, as `words_of` gives them.
    """
    for far, text in enumerate(meanings(header)):
        if text in words:
            return words[text], far
    return None


def words_of(synonyms: Synonyms) -> dict[str, str]:
    """Return our name of a column by each of the words for it, plain."""
    return {plain(word): name for name, words in synonyms.items() for word in words}


@cache
def _every_word() -> dict[str, str]:
    roles = (HOUSEHOLDS, COMMUNITIES, LINES, TIES, PEOPLE, GRIDS, SPECIAL, CENTRES, STAFF, EDITS,
             GUESSED)  # fmt: skip
    return {word: name for role in roles for word, name in words_of(role).items()}


@lru_cache(maxsize=4096)
def is_header(cell: str) -> bool:
    """Return whether a cell is a word that some column is called by.

    >>> is_header("经度(°)"), is_header("住户登记表")
    (True, False)
    """
    return len(cell) <= _LONGEST and meaning_of(cell, _every_word()) is not None


_LONGEST = 40
"""Letters of a header; a longer cell is a sentence."""
