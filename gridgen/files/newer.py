"""A newer list of households beside a plan: who is who, and what of the plan stays as it is.

A list whose ids are not those of the plan, or that lacks whole villages, would retire codes for
good. It stops with what was found, until somebody says what is meant.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from gridgen.files.compared import ACCEPT, NEW_IDS, accepted, compared, refuse_strange
from gridgen.files.new_land import LAYERS
from gridgen.files.partial import with_some_villages
from gridgen.files.ties import ties_among
from gridgen.files.township import with_households
from gridgen.model.errors import ProblemError
from gridgen.model.plan import Plan
from gridgen.model.ties import Tie
from gridgen.model.township import Township
from gridgen.rules.levels import Rules


@dataclass(frozen=True, slots=True, eq=False)
class NewInputs:
    """What is new of what a plan was made of.

    Attributes
    ----------
    tables
        Those that are given, by role: "households", "people", "centres", or one of
        `gridgen.files.new_land.LAYERS`.
    corrections
        Rows of the households that came back corrected.
    source, input_hash
        What the tables are called in findings, and the hash of their files, where there are files.
    crs, datum
        As in `gridgen.files.inputs.Inputs`.
    new_ids, partial
        As `with_newer` takes them.
    """

    tables: Mapping[str, Any]
    corrections: pd.DataFrame | Sequence[pd.DataFrame] | None = None
    source: Mapping[str, str] = field(default_factory=dict)
    input_hash: str = ""
    crs: str | None = None
    datum: str | Mapping[str, str] | None = None
    new_ids: str | None = None
    partial: bool = False

    def refuse_contradictions(self, plan: Plan, rules: str | None) -> None:
        """Raise ProblemError where what is said of the list does not go with what is given.

        Parameters
        ----------
        plan
            That is divided again.
        rules
            Those that are asked for; None for those of the plan.
        """
        if self.partial and rules is not None and rules != plan.made_by.rules:
            raise ProblemError("partial_other_rules", rules=rules, made_by=plan.made_by.rules)
        if "households" not in self.tables and (self.partial or self.new_ids is not None):
            raise ProblemError("newer_without_list")
        if "households" not in self.tables and self.corrections is not None:
            raise ProblemError("corrections_without_list")
        land = [role for role in LAYERS if role in self.tables and role != "ties"]
        if self.partial and land:
            raise ProblemError("partial_other_land", roles=land)


@dataclass(frozen=True, slots=True, eq=False)
class Newer:
    """A township with the households of a newer list.

    Attributes
    ----------
    township
        Of a partial list with the households of the plan in all other villages.
    id_of
        By the id in the plan of a household, the one that it has now, where that is another.
    stays
        Codes of the communities of the plan that stay as they are.
    """

    township: Township
    id_of: Mapping[str, str] = field(default_factory=dict)
    stays: frozenset[str] = frozenset()


def with_newer(
    township: Township,
    table: pd.DataFrame,
    rules: Rules,
    *,
    new_ids: str | None = None,
    partial: bool = False,
) -> Newer:
    """Return a township with the households of a newer list, known by id or by place.

    Ids that differ from those of the plan only by zeros in front are the same, where that is clear;
    the id with its zeros stays (finding `ids_lost_zeros`).

    Parameters
    ----------
    township
        Of the plan, as `gridgen.plans.township.township_of` has it.
    table, rules
        As `gridgen.files.township.with_households` takes them.
    new_ids
        "match-by-place": households are known by where they stand, not by id, and have the ids of
        the list from now on. "accept": whoever is not known by id is new, and villages without a
        household are empty. None: a list with less than half of the plan's households, or whose ids
        are those of others, or that lacks whole villages, is refused.
    partial
        The list is of some villages alone: these are replaced, all others stay as they are.

    Raises
    ------
    ReadError
        The list is refused, or cannot be used at all.
    CoordinateError
        As of `gridgen.files.households.to_households`.
    ProblemError
        `new_ids` is another word.
    """
    if new_ids is not None and new_ids not in NEW_IDS:
        raise ProblemError("new_ids_unknown", value=new_ids, known=list(NEW_IDS))
    read = with_households(replace(township, ties=()), table, rules)
    both = compared(township, read, new_ids=new_ids)
    households = both.new.households
    stays, found = frozenset[str](), both.findings
    if new_ids != ACCEPT:
        refuse_strange(both, new_ids=new_ids, partial=partial)
    if partial:
        some = with_some_villages(both, table, new_ids=new_ids)
        households, stays = some.households, some.stays
        found += some.findings
    elif new_ids == ACCEPT:
        found += accepted(both)
    id_of = both.id_of
    ties, of_ties = ties_among(
        tuple(_renamed(tie, id_of) for tie in township.ties),
        households,
        source=township.called("ties"),
    )
    made = replace(
        read, households=households, ties=ties,
        findings=found + read.findings + of_ties,
    )  # fmt: skip
    return Newer(made, id_of, stays)


def _renamed(tie: Tie, id_of: Mapping[str, str]) -> Tie:
    """Return a tie that names households by the ids that they have now."""
    if tie.key != "id":
        return tie
    return replace(
        tie, first=id_of.get(tie.first, tie.first), second=id_of.get(tie.second, tie.second)
    )
