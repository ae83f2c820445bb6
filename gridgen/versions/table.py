"""A table of edits, a row for each -> edits as values."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from gridgen.files.every_layer import layers_of
from gridgen.files.guard import split_layer
from gridgen.files.headers import recognise
from gridgen.files.inputs import read_table
from gridgen.files.origin import file_rows, origin_of, spot
from gridgen.files.values import text_column
from gridgen.files.vocabulary import EDITS
from gridgen.model.errors import ReadError
from gridgen.versions.edits import Edit
from gridgen.versions.said import WAYS, Said, edit_said
from gridgen.words.say import LANGUAGES, GridgenError, in_both, say

_MORE_WORDS = {
    "移动": "move", "移户": "move", "调户": "move", "移入": "move", "移到": "move",
    "调入": "move", "划入": "move", "划归": "move", "调整到": "move",
    "并": "merge", "并网": "merge", "分": "split", "拆": "split", "分开": "split",
    "画线拆分": "split_line", "split by line": "split_line", "按线": "split_line",
    "按点拆分": "split_around", "split around": "split_around",
    "新设": "create", "新增": "create", "新建": "create", "撤": "dissolve", "取消": "dissolve",
    "重命名": "rename", "更名": "rename", "重编": "renumber", "改编码": "renumber",
    "改编号": "renumber", "解除锁定": "unlock", "派": "assign", "安排": "assign", "指派": "assign",
    "专属": "set_aside", "设专属网格": "set_aside", "set aside": "set_aside", "改类别": "rule",
}  # fmt: skip
"""What people write for an operation besides what the template says."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: where it stands, and its edit, or why it is none."""

    where: tuple[str, str]
    edit: Edit | None
    why: GridgenError | None = None


def way_called(word: str) -> str | None:
    """Return which of `WAYS` a word for an operation means; None where it means none.

    >>> way_called("合并"), way_called("Set aside"), way_called("画圈")
    ('merge', 'set_aside', None)
    """
    plain = " ".join(unicodedata.normalize("NFKC", word).casefold().split())
    known = {say(f"edit_way_{way}", lang).casefold(): way for lang in LANGUAGES for way in WAYS}
    return (known | _MORE_WORDS | {way: way for way in WAYS}).get(plain)


def edits_in(table: pd.DataFrame, source: str) -> tuple[Row, ...]:
    """Return the edits of a table in the order of its rows, blank ones left out.

    Parameters
    ----------
    table
        Columns operation, object and target (操作, 对象, 目标), and level (层级) where the zones
        are not those of the first. Others are not read.
    source
        The file as the user knows it.

    Raises
    ------
    ReadError
        A column is missing.
    """
    known, _ = recognise(table, EDITS, source)
    for column in ("operation", "about"):
        if column not in known:
            raise ReadError("edits_without_column", source=source, column=in_both(f"edit_{column}"),
                            known=[str(header) for header in table.columns])  # fmt: skip
    return tuple(_rows(known, source))


def _rows(known: pd.DataFrame, source: str) -> Iterator[Row]:
    columns = [text_column(known, name) for name in ("operation", "about", "becomes", "level")]
    for number, word, about, becomes, level in zip(file_rows(known), *columns, strict=True):
        if not (word or about or becomes):
            continue
        where = in_both("edit_row", source=source, spot=spot(origin_of(known), int(number)))
        way = way_called(word)
        if way is None:
            ways = [in_both(f"edit_way_{one}") for one in WAYS]
            known_words = tuple(say("list_codes", lang).join(said[k] for said in ways)
                                for k, lang in enumerate(LANGUAGES))  # fmt: skip
            why = ReadError("edit_way_unknown", where=where, word=word, known=known_words)
            yield Row(where, None, why)
            continue
        try:
            yield Row(where, edit_said(Said(way, about, becomes, level), where))
        except GridgenError as why_not:
            yield Row(where, None, why_not)


def read_edits(path: str) -> tuple[Row, ...]:
    """Return the edits in `FILE[:sheet]`: of several sheets the one of the template, or the first.

    Raises
    ------
    ReadError
        The file cannot be read, or is no table of edits.
    """
    file, sheet = split_layer(path)
    names = [] if sheet else layers_of(file)
    ours = [name for name in names if name in in_both("edits_sheet")]
    chosen = [*ours, *names][:1]
    table, source = read_table(f"{file}:{chosen[0]}" if chosen else path)
    return edits_in(table, source)
