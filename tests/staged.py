"""`gridgen divide` with a clock on each stage: where the time of the whole job goes.

    python tests/staged.py INPUT -o PLAN [OPTION ...]

Runs the command on one core, in this process, and prints one JSON object on standard output: the
processor's seconds of each stage and of all, those of processes that it started too, and the most
memory that it held. For `tests/speed/stages.py`.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import resource
import sys
from collections import defaultdict
from collections.abc import Callable
from functools import reduce, wraps
from importlib import import_module
from typing import Any

from gridgen.cli.main import main as gridgen
from gridgen.files.guard.reader import prepare

STAGES = {
    "read": ("gridgen.cli.work:read_inputs", "gridgen.doors:to_township",
             "gridgen.division.pipeline:site_of"),
    "cells": ("gridgen.division.community:cells",),
    "link": ("gridgen.division.community:link",),
    "solve": ("gridgen.division.community:_unbroken",),
    "outline": ("gridgen.division.community:draw",),
    "number": ("gridgen.division.coded:Coding.of", "gridgen.division.pipeline:numbered"),
    "measure": ("gridgen.division.pipeline:measured",),
    "check": ("gridgen.division.pipeline:look",),
    "write": ("gridgen.files.plan_writer:PlanFile.begin",
              "gridgen.files.plan_writer:PlanFile.end"),
}  # fmt: skip
"""Where the functions of each stage are called from: MODULE:NAME, or MODULE:CLASS.NAME."""


def seconds() -> float:
    """Return the processor's seconds until now, of this process and of those that it waited for."""
    return sum(os.times()[:4])


def timed(stage: str, function: Callable[..., Any], spent: dict[str, float]) -> Callable[..., Any]:
    """Return the function with a clock that adds to `spent[stage]`."""

    @wraps(function)
    def with_clock(*args: Any, **kwargs: Any) -> Any:
        began = seconds()
        try:
            return function(*args, **kwargs)
        finally:
            spent[stage] += seconds() - began

    return with_clock


def main() -> None:
    """Divide as the command line asks, and print what each stage took."""
    prepare()  # as `gridgen` does before it imports what is heavy
    spent: dict[str, float] = defaultdict(float)
    for stage, places in STAGES.items():
        for place in places:
            module, name = place.split(":")
            *inside, name = name.split(".")
            home = reduce(getattr, inside, import_module(module))
            setattr(home, name, timed(stage, getattr(home, name), spent))
    sys.argv = ["gridgen", "divide", *sys.argv[1:], "--workers", "1"]
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        try:
            gridgen()
        except SystemExit as end:
            if end.code not in (0, None):
                raise
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({"spent": spent, "all": seconds(), "memory_mb": held * 1024 / 1e6}))


if __name__ == "__main__":
    main()
