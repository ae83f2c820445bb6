"""Edits that are found one after the other, each made on the plan that those before it leave."""

from __future__ import annotations

from gridgen.model.findings import Finding, Severity, finding
from gridgen.versions.apply import Applied, apply
from gridgen.versions.described import described
from gridgen.versions.draft import Draft
from gridgen.versions.edits import Edit
from gridgen.words.say import GridgenError


class Trail:
    """The plan as it is after the edits that were found so far.

    Attributes
    ----------
    first, draft
        The plan as it was handed out, and as it is.
    applied
        The edits that were made.
    told
        What was not understood or could not be made.
    """

    def __init__(self, draft: Draft, day: str = "") -> None:
        self._day = day
        self.first, self.draft = draft, draft
        self.applied: list[Applied] = []
        self.told: list[Finding] = []
        self._code_of: dict[str, str] = {}
        self._refused: set[Edit] = set()

    def now(self, code: str) -> str:
        """Return the code that a zone has by now."""
        return self._code_of.get(code, code)

    def make(self, edit: Edit, where: str) -> bool:
        """Make an edit, or say once why it cannot be; return whether it was made."""
        if edit in self._refused:
            return False
        try:
            self.applied.append(apply(self.draft, edit, day=self._day))
        except GridgenError as why:
            says = described(self.draft, edit)
            self.told.append(
                finding("returned_refused", Severity.WARNING, where, says=says, why=why)
            )
            self._refused.add(edit)
            return False
        self.draft = self.applied[-1].draft
        return True

    def recode(self, old: str, code: str) -> None:
        """Remember that a zone was given another code."""
        self._code_of[old] = code
