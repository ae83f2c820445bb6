"""What of a text tells who somebody is, and the text without it.

Findings and errors are said through `masked`, and cells of tables through `shown`, so that no
message repeats a number or a name by which somebody can be found.
"""

from __future__ import annotations

import re
from typing import Any

MASK = "〔…〕"
"""What stands in a message where something personal stood."""

PROVINCE = r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])"
_DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"

IDENTITY = PROVINCE + r"[0-9]{4}[ -]?(?:18|19|20)[0-9]{2}" + _DAY + r"[ -]?[0-9]{3}[0-9Xx]"
"""The number of an identity card, as a regular expression: a place, a birthday, who of that day."""

OLD_IDENTITY = PROVINCE + r"[0-9]{4}[2-9][0-9]" + _DAY + r"[0-9]{3}"
"""One of before 2000: two digits of the year (from 1920 on), and no check digit."""

_PREFIX = r"1(?:3[0-9]|4[5-9]|5[0-35-9]|6[25-7]|7[0-8]|8[0-9]|9[0-35-9])"
MOBILE = r"(?:\+?86[ -]?)?" + _PREFIX + r"[ -]?[0-9]{4}[ -]?[0-9]{4}"
"""The number of a mobile phone in China."""

EMAIL = r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"

KEY = r"gg_[0-9a-f]{8}_[0-9A-Za-z_-]{43}"
"""A key of the service, as a regular expression."""

_IDENTITY_IN = re.compile(rf"(?<![0-9A-Za-z]){IDENTITY}(?![0-9A-Za-z])")
# No number goes on after it, nor is it what stands behind a decimal point.
_OTHERS_IN = re.compile(rf"(?<![0-9.]){MOBILE}(?![0-9]|\.[0-9])|{EMAIL}|{KEY}")
_NUMBER = re.compile(rf"{IDENTITY}|{OLD_IDENTITY}")
_CODE = re.compile(r"[0-9A-Za-z_.:+-]+")

_WIDE = {code + 0xFEE0: code for code in range(0x21, 0x7F)}
"""Full-width letters, digits and marks -> those of ASCII, one for one."""

_HAN = r"[\u3400-\u9fff\U00020000-\U000323af]"

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董袁潘蒋蔡余杜叶程魏苏吕丁任沈姚卢"
    "姜崔钟谭陆汪范金石廖贾夏韦付方邹熊孟秦邱侯江尹薛闫段雷龙陶贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
    "常温康施文牛樊葛邢安齐庞伍庄鲁聂殷祝翁耿童岳欧倪颜焦裴左涂骆宁黎章舒蓝易兰柯鲍俞费詹靳霍卓蒲翟柳"
    "凌辛包梅喻甘管谷屈卞游冉符纪成路盛申关区桂麦古邬阮项池车房丘"
    "習习蘇葉劉張陳楊黃趙吳孫馬羅鄭謝許韓鄧馮蕭蔣魏呂盧鐘鍾譚陸賈韋鄒龍賀顧龔萬錢嚴湯"
)
"""Surnames of one character, the usual ones."""

_LONG_SURNAMES = (
    "欧阳", "上官", "皇甫", "令狐", "诸葛", "司徒", "司马", "申屠", "夏侯", "尉迟", "长孙", "慕容",
    "宇文", "东方", "端木", "公孙", "轩辕", "闻人", "钟离", "单于", "赫连", "独孤", "南宫", "歐陽",
)  # fmt: skip

_PLACES = frozenset(
    "家村庄湾屯组队社坪坝塘冲岗沟坡岭桥店铺集寨堡营房院里坊巷弄街路道楼栋幢厝埔坑圩洞窑台洼峪滩口站场"
    "厂校所库区苑镇乡户垅垄墩层室号座门组園莊灣樓"
)
"""Last characters of what places, houses and groups are called."""

_NAME = re.compile(
    rf"(?:[{SURNAMES}]{_HAN}{{1,2}}|(?:{'|'.join(_LONG_SURNAMES)}){_HAN}{{1,2}}"
    rf"|{_HAN}{{2,6}}[·•]{_HAN}{{2,8}})"
)
_LATIN_NAME = re.compile(r"[A-Z][a-z]+(?:[ ,.'-]+[A-Z][a-z]*){1,3}")
_PLAIN_MOST = 24
"""Characters of a cell that a message repeats: what is longer is a sentence, and may say anything.
"""


_LOOKED_AT = 200
"""Characters of a cell that is looked at at all: no number or code is as long."""


def narrow(text: str) -> str:
    """Return a text with full-width letters and digits as plain ones, each in its place.

    >>> narrow("１３９ａ户")
    '139a户'
    """
    return text if text.isascii() else text.translate(_WIDE)


def masked(text: str) -> str:
    """Return a text with `MASK` for each identity number, mobile number, mail address and key of
    the service in it.

    A number of 18 digits is one of an identity card where its check digit is right or an X: codes
    of zones may look alike.

    >>> masked("三组，电话139 0000 1234"), masked("990101001201001")
    ('三组，电话〔…〕', '990101001201001')
    """
    plain = narrow(text)
    spans = [match.span() for match in _IDENTITY_IN.finditer(plain) if _is_checked(match[0])]
    spans += [match.span() for match in _OTHERS_IN.finditer(plain)]
    for begin, end in sorted(spans, reverse=True):
        text = text[:begin] + MASK + text[end:]
    return text


def is_name(text: str) -> bool:
    """Return whether a text looks like the name of a person: a usual surname and a given name.

    What ends like a place is none.

    >>> is_name("陈建国"), is_name("欧阳 明"), is_name("陈家湾"), is_name("第三组")
    (True, True, False, False)
    """
    bare = "".join(text.split())
    return bool(_NAME.fullmatch(bare)) and bare[-1] not in _PLACES


def is_card(digits: str) -> bool:
    """Return whether 16 to 19 digits end in the check digit that bank cards have (Luhn).

    >>> is_card("6222021234567890128"), is_card("6222021234567890123")
    (True, False)
    """
    if not (16 <= len(digits) <= 19 and digits.isascii() and digits.isdecimal()):
        return False
    values = [int(digit) for digit in reversed(digits)]
    doubled = [sum(divmod(2 * value, 10)) for value in values[1::2]]
    return (sum(values[::2]) + sum(doubled)) % 10 == 0


def has_check_digit(number: str) -> bool:
    """Return whether the last of 18 characters is the check digit of an identity number.

    >>> has_check_digit("11010519491231002X"), has_check_digit("110105194912310021")
    (True, False)
    """
    return number[17].upper() == check_digit(number[:17])


def check_digit(digits: str) -> str:
    """Return what stands after the first 17 digits of an identity number (GB 11643).

    >>> check_digit("11010519491231002")
    'X'
    """
    weighed = sum(int(digit) * 2 ** (17 - at) for at, digit in enumerate(digits))
    return "10X98765432"[weighed % 11]


def shown(cell: Any) -> str:
    """Return a cell as a message may repeat it: numbers, codes and short words, nothing personal.

    >>> shown("3户"), shown("陈建国"), shown("6222021234567890128"), shown(None)
    ('3户', '〔…〕', '〔…〕', '')
    """
    text = "" if cell is None or cell != cell else str(cell).strip()
    if len(text) > _LOOKED_AT:
        return MASK
    plain = narrow(text)
    digits = re.sub(r"[ -]", "", plain)
    is_number = is_card(digits) or bool(_NUMBER.fullmatch(digits))
    is_long = len(text) > _PLAIN_MOST and not _CODE.fullmatch(plain)
    if is_number or is_long or is_name(text) or _LATIN_NAME.fullmatch(plain):
        return MASK
    return masked(text)


def shown_number(cell: Any) -> str:
    """Return what stands where a number should, as a message may repeat it.

    Digits, marks, Chinese numerals and units, and a word of Latin letters are repeated; any other
    text may be a neighbouring column that slipped in.

    >>> shown_number("约三户"), shown_number("a dozen"), shown_number("见陈建国")
    ('约三户', 'a dozen', '〔…〕')
    """
    said = shown(cell)
    return said if all(char in _OF_NUMBERS or char.isascii() for char in narrow(said)) else MASK


_OF_NUMBERS = frozenset(
    "〇零一二两三四五六七八九十百千万半几多余约数共计户家个人口无未知空不详暂度分秒东西南北经纬米"
    "°′″’”“‘º、。·－—–…〔〕\u3000\u00a0"
)


def _is_checked(number: str) -> bool:
    bare = re.sub(r"[ -]", "", number)
    return bare[-1] in "Xx" or has_check_digit(bare)
