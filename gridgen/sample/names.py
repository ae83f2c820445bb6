"""Names and codes of made-up places: Chinese, plausible, of nowhere."""

from __future__ import annotations

import numpy as np

_DIGITS = "零一二三四五六七八九"
_FIRST = "柳东白青石枣荷高南西北新清长平双金龙凤云松竹梅桃杏莲沙泉大兴"
_SECOND = "溪埂塘畈湾桥林岗垸台洲河沟店坪坡冲港渡堤"
_BEFORE = ("", "上", "下", "前", "后", "小", "老")
HAMLETS = ("东湾", "西湾", "上垸", "下垸", "前台", "后台", "新屋", "老屋", "南头", "北头")
ESTATES = ("花园", "小区", "苑", "新村", "佳苑", "家园", "公寓", "新城")


def numeral(n: int) -> str:
    """Return 1 to 9999 in Chinese.

    >>> numeral(3), numeral(10), numeral(24), numeral(105), numeral(1030)
    ('三', '十', '二十四', '一百零五', '一千零三十')
    """
    text = ""
    for unit, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = n // unit % 10
        if digit:
            text += _DIGITS[digit] + sign
        elif text and n % unit and not text.endswith("零"):
            text += "零"
    return text.removeprefix("一") if text.startswith("一十") else text


def group_name(n: int) -> str:
    """Return the name of a villager group.

    >>> group_name(3)
    '第三村民小组'
    """
    return f"第{numeral(n)}村民小组"


def stems(rng: np.random.Generator, count: int) -> list[str]:
    """Return `count` different place names without their ending, e.g. 柳溪; plain ones first."""
    plain = [a + b for a in _FIRST for b in _SECOND if a != b]
    mixed = [plain[k] for k in rng.permutation(len(plain))]
    rounds = -(-count // len(mixed))
    before = [*_BEFORE, *(numeral(k) for k in range(1, rounds))]
    return [b + stem for b in before[:rounds] for stem in mixed][:count]


def hamlet_name(stem: str, n: int) -> str:
    """Return the name of hamlet `n`, counted from 0, of a village.

    >>> hamlet_name("柳溪", 0), hamlet_name("柳溪", 12)
    ('柳溪东湾', '柳溪上垸二')
    """
    turn = n // len(HAMLETS)
    return stem + HAMLETS[n % len(HAMLETS)] + (numeral(turn + 1) if turn else "")


def estate_name(stem: str, n: int) -> str:
    """Return the name of estate `n`, counted from 0, of an urban community.

    >>> estate_name("青禾", 1), estate_name("青禾", 9)
    ('青禾小区', '青禾小区二期')
    """
    turn = n // len(ESTATES)
    return stem + ESTATES[n % len(ESTATES)] + (f"{numeral(turn + 1)}期" if turn else "")


def code(town: int, kind: str, n: int) -> str:
    """Return a 12-digit code of nowhere: town and place counted from 0; 99 is no province.

    >>> code(0, "village", 0), code(0, "community", 0), code(120, "village", 4)
    ('990101101200', '990101101001', '990102122204')
    """
    county, township = divmod(town, 99)
    place = 200 + n if kind == "village" else 1 + n
    return f"9901{county + 1:02d}{township + 101:03d}{place:03d}"
