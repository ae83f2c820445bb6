"""Names and codes of made-up places: Chinese, plausible, of nowhere."""

from __future__ import annotations

import numpy as np

from gridgen.words.numerals import numeral

_FIRST = "柳东白青石枣荷高南西北新清长平双金龙凤云松竹梅桃杏莲沙泉大兴"
_SECOND = "溪埂塘畈湾桥林岗垸台洲河沟店坪坡冲港渡堤"
_BEFORE = ("", "上", "下", "前", "后", "小", "老")
HAMLETS = ("东湾", "西湾", "上垸", "下垸", "前台", "后台", "新屋", "老屋", "南头", "北头")
ESTATES = ("花园", "小区", "苑", "新村", "佳苑", "家园", "公寓", "新城")


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

    Parameters
    ----------
    town
        0 or more; 99 of them make a county.
    kind
        "village" or "community".
    n
        Which of its kind in the town.

    Examples
    --------
    >>> code(0, "village", 0), code(0, "community", 0), code(120, "village", 4)
    ('990101101200', '990101101001', '990102122204')
    """
    county, township = divmod(town, 99)
    place = 200 + n if kind == "village" else 1 + n
    return f"9901{county + 1:02d}{township + 101:03d}{place:03d}"
