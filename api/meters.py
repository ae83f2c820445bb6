"""What is counted of the service, for Prometheus; right also with several worker processes.

Where PROMETHEUS_MULTIPROC_DIR names a folder, each process keeps its numbers in files there, and
whichever is asked adds up those of all.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.registry import Collector
from sqlalchemy import func, select

from gridgen.versions.store.database import Store
from gridgen.versions.store.schema import DELIVERIES, JOBS

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The variable by which prometheus-client knows that there are several processes."""

_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
"""Seconds: `/locate` takes one to five milliseconds, a printed atlas half a minute."""


class Meters:
    """Counts requests, and tells the numbers of the whole service."""

    def __init__(self, store: Store | None) -> None:
        self._own = CollectorRegistry()
        self._store = store
        self._requests = Counter(
            "gridgen_requests", "Requests that were answered.", ["route", "method", "status"],
            registry=self._own,
        )  # fmt: skip
        self._seconds = Histogram(
            "gridgen_request_seconds", "Seconds from a request to the end of its answer.",
            ["route", "method"], buckets=_BUCKETS, registry=self._own,
        )  # fmt: skip
        self._held = Gauge(
            "gridgen_plans_held", "Plans of files in memory, in all processes together.",
            registry=self._own, multiprocess_mode="livesum",
        )  # fmt: skip
        self._known: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}

    def count(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count one request; the route is its template, so that there are few."""
        key = (route, method, status)
        known = self._known.get(key)
        if known is None:
            # Looked up once: by their labels it takes as long as counting.
            known = (
                self._requests.labels(route, method, str(status)),
                self._seconds.labels(route, method),
            )
            self._known[key] = known
        known[0].inc()
        known[1].observe(seconds)

    def hold(self, plans: int) -> None:
        """Say how many plans this process has in memory."""
        self._held.set(plans)

    def text(self) -> bytes:
        """Return every number, in the text format of Prometheus."""
        registry = self._own
        if folder := os.environ.get(FOLDER):
            _forget_dead(Path(folder))
            registry = CollectorRegistry()
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        text = generate_latest(registry)
        if self._store is not None:
            rows = CollectorRegistry()
            rows.register(_Rows(self._store))
            text += generate_latest(rows)
        return text


class _Rows(Collector):
    """What stands in the store, however many processes there are."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def collect(self) -> Iterable[Metric]:
        """Count jobs and deliveries of webhooks by state."""
        with self._store.reading() as connection:
            for name, said, table in (
                ("gridgen_jobs", "Jobs, by state.", JOBS),
                ("gridgen_deliveries", "Deliveries of webhooks, by state.", DELIVERIES),
            ):
                told = GaugeMetricFamily(name, said, labels=["state"])
                counted = select(table.c.state, func.count()).group_by(table.c.state)
                for state, number in connection.execute(counted):
                    told.add_metric([state], number)
                yield told


def _forget_dead(folder: Path) -> None:
    """Leave out what processes held that are no more; what they counted stays."""
    for file in folder.glob("gauge_live*_*.db"):
        process = int(file.stem.rpartition("_")[2])
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            mark_process_dead(process, str(folder))  # type: ignore[no-untyped-call]
        except OSError:
            continue  # it lives, as somebody else's
