"""`make fuzz`: damaged files, CRS texts and plans for ten minutes; only errors of ours may come."""

from __future__ import annotations

import sys
import time
import warnings
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parents[1]))

from fuzzed import fault, fuzzed, seeds

MINUTES = 10.0


def main() -> int:
    """Try for as many minutes as the command line says, from the seed that follows them."""
    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else MINUTES
    first = seed = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    ends = time.monotonic() + 60 * minutes
    wrong = 0
    warnings.simplefilter("error")  # as in the suite: a warning is nothing that we say
    with TemporaryDirectory() as folder:
        whole = seeds(Path(folder))
        while time.monotonic() < ends:
            case = fuzzed(seed, Path(folder), whole)
            if found := fault(case):
                wrong += 1
                print(f"{case.what}: {found}", flush=True)
            seed += 1
    print(f"{wrong} of {seed - first} ended in something else than an error of ours")
    return min(1, wrong)


if __name__ == "__main__":
    sys.exit(main())
