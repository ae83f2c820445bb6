"""How long a million places take from GCJ-02 and BD-09 to WGS 84: part of `make speed`."""

from __future__ import annotations

import statistics
import time

import numpy as np

from gridgen.model.datum import Datum, from_wgs84, to_wgs84

PLACES = 1_000_000
RUNS = 3


def main() -> None:
    """Print a row for each datum: seconds to invert, the median of RUNS."""
    places = np.random.default_rng(0).uniform((75, 18), (135, 53), (PLACES, 2))
    print(f"\n{'a million places to WGS 84, one core':44s} {'seconds':>9s}")
    for datum in (Datum.GCJ02, Datum.BD09):
        shown, taken = from_wgs84(places, datum), []
        for _ in range(RUNS):
            begun = time.perf_counter()
            to_wgs84(shown, datum)
            taken.append(time.perf_counter() - begun)
        print(f"{f'from {datum.called}':44s} {statistics.median(taken):9.2f}")


if __name__ == "__main__":
    main()
