"""What is asked of a division besides its rules."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypedDict

from gridgen.model.days import is_day
from gridgen.model.errors import ProblemError
from gridgen.words.say import LANGUAGES

if TYPE_CHECKING:
    from gridgen.division.community import Outcome
    from gridgen.division.problems import CommunityProblem
    from gridgen.model.plan import Plan

Progress = Callable[[int, int], None]
"""Called with (communities done, communities in all)."""


@dataclass(frozen=True, slots=True)
class Checkpoints:
    """Where outcomes of communities outlive a process, so that a division goes on where it was.

    Attributes
    ----------
    known
        Called once, with the problem of each community by its row; returns by row the outcomes that
        are known. What it returns is taken as it is: an outcome must be of exactly that problem.
    keep
        Called with each other problem and its outcome, in this process, once it is there. What it
        raises ends the division.
    """

    known: Callable[[Mapping[int, CommunityProblem]], Mapping[int, Outcome]]
    keep: Callable[[CommunityProblem, Outcome], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to divide.

    Attributes
    ----------
    target
        Households aimed at in a grid, for every band that holds this number.
    grids
        The number of grids for single communities, by code or name.
    locks
        Existing grids that keep exactly their households, by code or name.
    effort
        "fast", "balanced" or "best".
    certify
        Also prove how few metres any division into as many grids must walk.
    seed
        Decides all random choices: the same input and seed give the same plan in every process.
    lang
        "en" or "zh": the language of grid names.
    executor
        Any `concurrent.futures.Executor`; communities are spread over it. None: one by one.
    on_progress
        Called with (communities done, communities in all).
    day
        From which the plan is in use, as "2026-11-29": codes that it retires are out of use from
        then on. Today where the public functions are not told.
    checkpoints
        Where outcomes outlive this process; None for nowhere.
    on_drawn
        Called with the plan once its zones are drawn and numbered, before it is measured and
        checked.
    """

    target: int | None = None
    grids: Mapping[str, int] = field(default_factory=dict)
    locks: Collection[str] = ()
    effort: str = "balanced"
    certify: bool = False
    seed: int = 0
    lang: str = "en"
    executor: Executor | None = None
    on_progress: Progress | None = None
    day: str | None = None
    checkpoints: Checkpoints | None = None
    on_drawn: Callable[[Plan], None] | None = None

    def __post_init__(self) -> None:
        if self.day is not None and not is_day(self.day):
            raise ProblemError("day_odd", value=self.day)
        if self.lang not in LANGUAGES:
            raise ProblemError("lang_unknown", lang=self.lang, known=list(LANGUAGES))


class OptionWords(TypedDict, total=False):
    """The fields of `Options`, as keywords of the public functions."""

    target: int | None
    grids: Mapping[str, int] | None
    locks: Collection[str]
    effort: str
    certify: bool
    seed: int
    lang: str
    executor: Executor | None
    on_progress: Progress | None
    day: str | None
    checkpoints: Checkpoints | None
    on_drawn: Callable[[Plan], None] | None


def with_words(options: Options | None, words: Mapping[str, Any]) -> Options:
    """Return options with those that were said as keywords; None leaves one as it is.

    Raises
    ------
    TypeError
        There is no such option.
    """
    known = OptionWords.__annotations__
    for word in words:
        if word not in known:
            raise TypeError(f"There is no option {word!r}; expected one of {', '.join(known)}.")
    said = {word: value for word, value in words.items() if value is not None}
    return replace(options or Options(), **said)
