"""What of a person a column seems to hold, by its cells and with a hint of its header."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum

from gridgen.model.arrays import Texts
from gridgen.words.discreet import (
    EMAIL,
    IDENTITY,
    MOBILE,
    OLD_IDENTITY,
    is_card,
    is_name,
    masked,
    narrow,
)

Cells = Counter[str]
"""Texts, and how often each stands in a column."""


class Kind(StrEnum):
    """What tells who somebody is."""

    IDENTITY = "identity"
    OLD_IDENTITY = "old_identity"
    CARD = "card"
    MOBILE = "mobile"
    EMAIL = "email"
    PHONE = "phone"
    NAME = "name"
    BIRTH = "birth"


WHOLE = 0.5
"""The share of cells from which on a column is one of numbers of persons."""

NAMES = 0.6
"""The share of cells from which on a column is one of names, if most of these differ."""

FEW, SHARE = 3, 0.05
"""Cells, or the share of cells, that hold such a number from which on a column of other texts is
told of."""

LEAST = 5
"""Cells of which so much can be said that a chance is no reason."""

_ALIKE = 0.9
"""Of numbers as long as those of persons, how many must be such: else they are codes."""

_HINTS = {
    Kind.IDENTITY: r"身份证|證號|证件号|公民身份|护照|idcard|identity|passport",
    Kind.CARD: r"银行|卡号|[账帐]号|社保|医保|bank|cardno|accountno",
    Kind.EMAIL: r"邮箱|e?mail",
    Kind.PHONE: r"电话|手机|联系方式|联系号码|微信|phone|^tel$|mobile|wechat",
    Kind.BIRTH: r"出生|生日|birth",
    Kind.NAME: r"(姓名|户主|联系人|负责人|责任人|房主|屋主|业主|产权人|权利人|承租人|申报人|经办人"
    r"|配偶|成员|组长|村长|书记|楼长|网格员|网格长|householder|owner|contact|fullname|^name)(姓名)?$",
}
_HINT = {kind: re.compile(pattern) for kind, pattern in _HINTS.items()}

_EMAIL = re.compile(EMAIL)
# What is neither a mail address nor a key of the service, and has not seven digits, is no number of
# a person and holds none: what most cells are, so that they need not be looked at again.
_TELLING = re.compile(r"@|gg_|(?:[0-9][^0-9]*){7}")
_IDENTITY_IN = re.compile(rf"(?<![0-9A-Za-z]){IDENTITY}(?![0-9A-Za-z])")
_LANDLINE = re.compile(r"(?:\+?86[ -]?)?[(]?0[0-9]{2,3}[) -] ?[0-9]{7,8}")
_ANY_PHONE = re.compile(r"[0-9+() -]{7,20}")
_DAY = re.compile(
    r"((?:18|19|20)[0-9]{2})(?:[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}日?(?: 00:00:00)?"
    r"|(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01]))"
)
_NUMBERED = re.compile(r"^[0-9A-Za-z_#.-]+|[0-9A-Za-z_#.-]+$")
_WORD = re.compile(r"[\s,，;；:：、/()（）]+")
# With a header that says so, unusual surnames count too, and names half hidden.
_NAMEISH = re.compile(
    r"[\u3400-\u9fff\U00020000-\U000323af·•*＊某]{2,4}|[A-Za-z]{2,}(?:[ .'-]+[A-Za-z]+)+"
)


def kind_of(header: str, cells: Sequence[str], *, is_asked: bool) -> tuple[Kind | None, bool]:
    """Return what of a person a column holds, if anything, and whether that is most of it.

    Parameters
    ----------
    header
        As it stands in the file.
    cells
        Those looked at that are not blank.
    is_asked
        Whether the column is one of ours: then its header is no reason.
    """
    if not cells:
        return None, False
    # Each text once: what repeats in a column is looked at once.
    plain: Cells = Counter()
    for cell, number in Counter(cells).items():
        plain[" ".join(narrow(cell).split())] += number
    telling = Counter({cell: plain[cell] for cell in plain if _TELLING.search(cell)})
    digits = {cell: _long(cell) for cell in telling}
    hint = None if is_asked else hint_of(header)
    for kind, size, length, test in _NUMBERS:
        hits = _how_many(telling, test)
        alike = sum(telling[c] for c in telling if digits[c] in length) if length else hits
        is_clear = hits >= _ALIKE * alike or hint is not None
        if hits >= max(WHOLE * len(cells), 1 if hint else size) and is_clear:
            return kind, True
    if _are_names(plain, hint, is_asked=is_asked):
        return Kind.NAME, True
    if _are_birthdays(plain, hint):
        return Kind.BIRTH, True
    told = hint is not None and _hinted(plain, hint)
    return (hint, True) if told else (_hidden_in(telling, digits, len(cells)), False)


def _how_many(cells: Cells, test: Callable[[str], object]) -> int:
    """Return how many cells pass a test."""
    return sum(number for cell, number in cells.items() if test(cell))


def hint_of(header: str) -> Kind | None:
    """Return what of a person a header promises.

    >>> hint_of("户主 姓名"), hint_of("户主电话"), hint_of("户数")
    (<Kind.NAME: 'name'>, <Kind.PHONE: 'phone'>, None)
    """
    bare = re.sub(r"[\s_\-]|[(（].*", "", narrow(header)).casefold()
    return next((kind for kind, pattern in _HINT.items() if pattern.search(bare)), None)


def looks_like_codes(cells: Texts, codes: Texts) -> bool:
    """Return whether numbers begin with the codes of communities beside them, or few in common.

    Parameters
    ----------
    cells
        (n,) numbers as long as those of mobile phones, or of identity cards of 15 digits.
    codes
        (n,) the community that each row names, "" for none.
    """
    pairs = [(cell, code) for cell, code in zip(cells, codes, strict=True) if cell]
    size = 12 if all(len(cell) >= 15 for cell, _ in pairs) else 6
    beside = [(cell, code) for cell, code in pairs if len(code) >= size]
    if sum(cell[:size] == code[:size] for cell, code in beside) >= _ALIKE * max(len(beside), 1):
        return True
    # Of 15 digits the first 12 say a place and a birthday, which hardly anybody shares.
    return size == 12 and len({cell[:12] for cell, _ in pairs}) <= len(pairs) / 2


def _long(cell: str) -> int:
    """Return how many characters a number has; 0 where it is none."""
    bare = cell.replace(" ", "").replace("-", "")
    return len(bare) if re.fullmatch(r"[0-9]+[Xx]?", bare) else 0


def _matches(pattern: str) -> Callable[[str], bool]:
    whole = re.compile(pattern)
    return lambda cell: bool(whole.fullmatch(cell))


_NUMBERS: tuple[tuple[Kind, int, tuple[int, ...], Callable[[str], bool]], ...] = (
    (Kind.IDENTITY, 1, (18,), _matches(IDENTITY)),
    (Kind.OLD_IDENTITY, LEAST, (15,), _matches(OLD_IDENTITY)),
    (Kind.CARD, LEAST, (16, 17, 18, 19), lambda cell: is_card(re.sub("[ -]", "", cell))),
    (Kind.MOBILE, 1, (11,), _matches(MOBILE)),
    (Kind.EMAIL, 1, (), _matches(EMAIL)),
    (Kind.PHONE, FEW, (), _matches(_LANDLINE.pattern)),
)
"""Each kind of number: of how many cells at least it can be said without a header, how long such
numbers are (those as long must be such), and what tells one."""


def _are_names(cells: Cells, hint: Kind | None, *, is_asked: bool) -> bool:
    every = cells.total()
    if hint is Kind.NAME:
        return _how_many(cells, lambda cell: is_name(cell) or _is_nameish(cell)) >= WHOLE * every
    names: Counter[str] = Counter()
    for cell, number in cells.items():
        names[_name_in(cell, whole=is_asked)] += number
    del names[""]
    is_most = every >= LEAST and names.total() >= NAMES * every
    return is_most and 2 * len(names) > names.total()


def _name_in(cell: str, *, whole: bool) -> str:
    """Return the name that a cell is, numbers around it apart, or that is a word of it; else ""."""
    if cell.isascii():
        return ""
    bare = _NUMBERED.sub("", cell)
    if is_name(bare):
        return bare
    words = () if whole else _WORD.split(cell)
    return next((word for word in words if is_name(word)), "") if len(words) > 1 else ""


def _is_nameish(cell: str) -> bool:
    return bool(_NAMEISH.fullmatch(cell)) and not cell.endswith(
        ("村", "组", "庄", "湾", "队", "屯")
    )


def _are_birthdays(cells: Cells, hint: Kind | None) -> bool:
    every = cells.total()
    if hint is not Kind.BIRTH and every < LEAST:
        return False
    if _how_many(cells, _DAY.fullmatch) < _ALIKE * every:
        return False
    years = [int(match[1]) for match in map(_DAY.fullmatch, cells) if match]
    return hint is Kind.BIRTH or max(years) - min(years) > _GENERATION


_GENERATION = 20
"""Years over which birthdays go at least; other dates of a list are of a few years."""


def _hinted(cells: Cells, hint: Kind) -> bool:
    """Return whether a column with such a header holds numbers at all, perhaps half hidden."""
    half = cells.total() / 2
    if hint is Kind.PHONE:
        is_phone = _how_many(cells, _ANY_PHONE.fullmatch) >= half
        return is_phone or _how_many(cells, lambda cell: "*" in cell) >= half
    if hint in (Kind.IDENTITY, Kind.CARD):
        return _how_many(cells, lambda cell: len(re.findall("[0-9]", cell)) >= 4) >= half
    return False


def _hidden_in(cells: Cells, digits: Mapping[str, int], every: int) -> Kind | None:
    """Return the kind of number that stands in some cells, among other things.

    Parameters
    ----------
    cells
        Those long enough for one, and how often each stands.
    digits
        How long the number is that each is; 0 where it is none.
    every
        How many cells there are.
    """
    told = {cell for cell in cells if masked(cell) != cell or _IDENTITY_IN.search(cell)}
    number = sum(cells[cell] for cell in told)
    mobiles = {cell for cell in cells if digits[cell] == 11}
    alike = sum(cells[cell] for cell in mobiles)
    is_code = alike > FEW and sum(cells[cell] for cell in told & mobiles) < _ALIKE * alike
    if is_code or not (number >= FEW or number > SHARE * every):
        return None
    if any(map(_IDENTITY_IN.search, told)):
        return Kind.IDENTITY
    return Kind.EMAIL if all(map(_EMAIL.search, told)) else Kind.MOBILE
