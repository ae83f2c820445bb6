"""Edits are tried, or made and recorded; what they do is told."""

from __future__ import annotations

from collections.abc import Sequence

from api.living import Living
from api.planning.answers import Edited
from api.planning.etags import etag_of
from api.planning.tries import Tried
from gridgen.versions.apply import Applied
from gridgen.versions.editing import Asked
from gridgen.versions.editing import made as made_to
from gridgen.versions.edits import Edit
from gridgen.versions.effected import effect_rows
from gridgen.versions.store.audit import now
from gridgen.versions.store.recording import By, edit_all
from gridgen.versions.store.versions import Version
from gridgen.words.say import in_both


def _asked(edits: list[Edit]) -> list[Asked]:
    return [Asked(in_both("planning_edit", number=number), one)
            for number, one in enumerate(edits, start=1)]  # fmt: skip


def tried(
    living: Living, told: Version, edits: list[Edit], lang: str
) -> tuple[Edited, Sequence[Applied]]:
    """Return what edits would do, as it is told, and each as it would be recorded.

    Parameters
    ----------
    living
        What is served.
    told
        The version.
    edits
        In their order.
    lang
        In which it is told.
    """
    opened, day = living.opened(told), now()[:10]
    applied = made_to(opened.draft, _asked(edits), day=day).applied
    rows = effect_rows(opened.draft, applied, lang)
    living.tries.keep(Tried(opened.draft, tuple(edits), day, applied, lang, rows))
    etag = etag_of(told.id, opened.edit)
    answer = Edited(version=told.id, head=opened.edit, etag=etag, is_dry=True, edits=rows)
    return answer, applied


def made(living: Living, told: Version, edits: list[Edit], by: By, since: int, lang: str) -> Edited:
    """Make and record edits; tell what they do to the version as it was before the first.

    Parameters
    ----------
    living, told, edits, lang
        As of `tried`.
    by
        Who makes them, and why.
    since
        The edit after which whoever makes them saw the version.
    """
    opened = living.opened(told)
    before = living.tries.of(opened.draft, edits, now()[:10], lang)
    applied = None if before is None else before.applied
    done = edit_all(living.store, opened, _asked(edits), by, since=min(since, opened.edit),
                    tried=applied)  # fmt: skip
    last = done[-1].opened
    living.keep(last)
    if before is not None and done[0].applied is before.applied[0]:
        rows = before.rows
    else:
        rows = effect_rows(opened.draft, [one.applied for one in done], lang)
    etag = etag_of(told.id, last.edit)
    return Edited(version=told.id, head=last.edit, etag=etag, is_dry=False, edits=rows)
