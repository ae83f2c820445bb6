"""What became of the communities of a plan, in words."""

from __future__ import annotations

from gridgen.model.findings import Finding, Severity, finding
from gridgen.model.plan import Plan
from gridgen.plans.community_changes import CommunityChange, CommunityState, community_changes
from gridgen.words.say import Sentence, in_a_row, in_both


def findings_of(old: Plan, new: Plan) -> tuple[Finding, ...]:
    """Return a note for each thing that became of the communities of a plan."""
    return tuple(told(one) for one in community_changes(old, new))


def told(change: CommunityChange) -> Finding:
    """Return the note on one change."""
    key = change.state.value
    if change.state is CommunityState.MERGED and change.new[0] in change.old:
        key = "joined"
    elsewhere = [one for one in zip(change.old, change.old_names, strict=True)
                 if key != "joined" or one[0] != change.new[0]]  # fmt: skip
    return finding(
        f"village_{key}", Severity.NOTE, (change.new or change.old)[0], number=change.households,
        old=_named(elsewhere), new=_named(list(zip(change.new, change.new_names, strict=True))),
        before=_class(change.before), now=_class(change.now),
    )  # fmt: skip


def _named(codes: list[tuple[str, str]]) -> Sentence:
    """Return names with their codes, in a row."""
    parts = [in_both("name_and_code", name=name, code=code) for code, name in codes]
    return in_a_row([one if code != name else (code, code)
                     for one, (code, name) in zip(parts, codes, strict=True)])  # fmt: skip


def _class(said: str) -> Sentence:
    """Return a kind in words, or a class as it stands."""
    return in_both(said) if said in ("village", "community") else (said, said)
