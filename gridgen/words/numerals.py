"""Numbers in Chinese: as names say them, and back, so that they sort as people count."""

from __future__ import annotations

NUMERALS = "零一二三四五六七八九"


def numeral(n: int) -> str:
    """Return 1 to 9999 in Chinese, larger numbers in digits.

    >>> numeral(3), numeral(10), numeral(24), numeral(105), numeral(1030)
    ('三', '十', '二十四', '一百零五', '一千零三十')
    """
    if n > 9999:
        return str(n)
    text = ""
    for unit, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = n // unit % 10
        if digit:
            text += NUMERALS[digit] + sign
        elif text and n % unit and not text.endswith("零"):
            text += "零"
    return text.removeprefix("一") if text.startswith("一十") else text


def ordinal(number: int, lang: str) -> str:
    """Return a number as it stands in a name: 第三网格, Grid 3.

    >>> ordinal(12, "zh"), ordinal(12, "en")
    ('十二', '12')
    """
    return numeral(number) if lang == "zh" else str(number)


def fill_label(label: str, number: int, lang: str, called: str = "") -> str:
    """Return the name that a label of the rules makes.

    Parameters
    ----------
    label
        With {n} for the number as people say it, {nn} for it in two digits or more, or {name} for
        what the zone is called.
    number
        Of the zone in the one above it.
    lang
        "en" or "zh".
    called
        What the zone is called; its number stands for "".

    Examples
    --------
    >>> fill_label("第{n}网格", 12, "zh"), fill_label("十户组{nn}", 7, "zh")
    ('第十二网格', '十户组07')
    """
    n = ordinal(number, lang)
    return label.format(n=n, nn=f"{number:02d}", name=called or n)


def arabic(text: str) -> str:
    """Return `text` with Chinese numbers in digits, so that it sorts as people count.

    >>> arabic("第十二村民小组"), arabic("一百零五组"), arabic("3组")
    ('第12村民小组', '105组', '3组')
    """
    signs = {"十": 10, "百": 100, "千": 1000}
    made, total, digit, inside = "", 0, 0, False
    for letter in text + " ":
        if letter in NUMERALS or letter in signs:
            inside = True
            if letter in signs:
                total += (digit or 1) * signs[letter]
                digit = 0
            else:
                digit = NUMERALS.index(letter)
            continue
        if inside:
            made += str(total + digit)
            total, digit, inside = 0, 0, False
        made += letter
    return made[:-1]
