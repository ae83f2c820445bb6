"""Many who read and a few who edit one draft, for minutes: `make load`. What must hold is counted:
no error, no edit lost, memory flat.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import numpy as np
from machines import resident_bytes
from many_villages import many_villages

from gridgen.model.crs import project
from gridgen.model.plan import Plan
from gridgen.rules.loader import load_rules, rules_text
from gridgen.versions.draft import open_draft
from gridgen.versions.store.access import KeyOrder, make_key
from gridgen.versions.store.states import move_to, publish
from gridgen.versions.store.upgrade import init_store
from gridgen.versions.store.versions import Origin, draft_from, import_plan

VILLAGES = 100
"""Of the plan: 1,000 grids, 100,000 households."""

SCOPE = "990101101"
"""The township that all of them are of."""

ACTOR = "load"
AGAIN = (409, 412)
"""Somebody else was first: look again, and ask again."""


@dataclass(slots=True)
class Seen:
    """What happened meanwhile."""

    answers: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)
    taken: dict[str, list[float]] = field(default_factory=dict)
    edits: list[tuple[str, str]] = field(default_factory=list)
    memory_mb: list[float] = field(default_factory=list)


def main() -> int:
    """Print what was asked, how long it took, what went wrong; return how much did."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--minutes", type=float, default=10.0)
    asked.add_argument("--readers", type=int, default=50)
    asked.add_argument("--editors", type=int, default=5)
    said = asked.parse_args()
    plan = many_villages(VILLAGES)
    with TemporaryDirectory() as folder:
        database = Path(folder) / "store.sqlite"
        key, draft = _stored(plan, str(database))
        with _served(str(database)) as (address, process):
            seen = asyncio.run(_loaded(said, plan, address, process, key, draft))
            wrong = [*seen.errors, *_lost(seen, address, key, draft)]
    for what, took in sorted(seen.taken.items()):
        middle, worst = np.percentile(took, [50, 99]) * 1000
        print(f"{what:12s}{len(took):9,d}{middle:9.1f} ms{worst:9.1f} ms at 99 %")
    third = len(seen.memory_mb) // 3 or 1
    first, last = (max(part) for part in (seen.memory_mb[third:-third], seen.memory_mb[-third:]))
    print(f"edits recorded {len(seen.edits):,d}, asked again {seen.answers['again']:,d}")
    grown = last / first
    print(f"memory: {first:.0f} MB in the middle third, {last:.0f} in the last ({grown:.2f})")
    for one, times in Counter(wrong).most_common(10):
        print(f"wrong {times} times: {one}")
    return len(wrong)


def _stored(plan: Plan, database: str) -> tuple[str, int]:
    """Make a store with the plan published from today and a draft of it; return key and draft."""
    store = init_store(database)
    draft = open_draft(plan, load_rules("standard"))
    version = import_plan(store, draft, Origin("load", rules_text("standard")[0]), actor=ACTOR).id
    for state in ("submitted", "approved"):
        move_to(store, version, state, actor=ACTOR)
    publish(store, version, date.today(), actor=ACTOR)
    made = draft_from(store, version, actor=ACTOR).id
    _, text = make_key(store, KeyOrder("admin", ("",), "load", None), actor=ACTOR)
    store.close()
    return text, made


@contextmanager
def _served(database: str) -> Iterator[tuple[str, int]]:
    """Give the address of the service, and the number of its process."""
    command = [sys.executable, "-m", "gridgen", "serve", "--database", database, "--port", "8793"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    env = {**os.environ, "GRIDGEN_RATE": "0"}  # one key asks for all of them
    with subprocess.Popen(command, env=env, **quiet) as running:
        address = "http://127.0.0.1:8793"
        for _ in range(300):
            with suppress(httpx.HTTPError):
                if httpx.get(f"{address}/health").status_code == 200:
                    break
            time.sleep(0.2)
        yield address, running.pid
        running.terminate()


async def _loaded(
    said: argparse.Namespace, plan: Plan, address: str, process: int, key: str, draft: int
) -> Seen:
    seen, end = Seen(), time.monotonic() + 60 * said.minutes
    limits = httpx.Limits(max_connections=said.readers + said.editors)
    headers = {"Authorization": f"Bearer {key}"}
    async with httpx.AsyncClient(
        base_url=address, headers=headers, limits=limits, timeout=60
    ) as client:
        readers = [_read(client, plan, seen, end, who) for who in range(said.readers)]
        editors = [_edit(client, plan, draft, seen, end, who) for who in range(said.editors)]
        await asyncio.gather(_watch(process, seen, end), *readers, *editors)
    return seen


async def _read(client: httpx.AsyncClient, plan: Plan, seen: Seen, end: float, who: int) -> None:
    """Ask what systems around the service ask, in random order, until the end."""
    rng, roll = np.random.default_rng(who), plan.township.households
    lonlat = project(roll.xy[rng.integers(0, len(roll), 500)], plan.township.crs, "EPSG:4326")
    codes = plan.levels[0].code
    while time.monotonic() < end:
        lon, lat = lonlat[rng.integers(500)].tolist()
        near = f"{lon - 0.01},{lat - 0.01},{lon + 0.01},{lat + 0.01}"
        what = rng.choice(["locate", "household", "items", "bbox", "filter", "many"])
        address = {
            "locate": f"/locate?lon={lon}&lat={lat}",
            "household": f"/households/H{rng.integers(len(roll)):06d}",
            "items": f"/collections/{SCOPE}.grids/items?limit=50",
            "bbox": f"/collections/{SCOPE}.grids/items?limit=50&bbox={near}",
            "filter": f"/collections/{SCOPE}.grids/items?limit=5&filter=code%3D%27"
            f"{codes[rng.integers(len(codes))]}%27",
            "many": "/locate",
        }[what]
        body = {"points": lonlat[:100].tolist()} if what == "many" else None
        await _asked(client, seen, what, "POST" if body else "GET", address, json=body)


async def _edit(
    client: httpx.AsyncClient, plan: Plan, draft: int, seen: Seen, end: float, who: int
) -> None:
    """Rename grids of villages of one's own; whoever comes too late looks again."""
    mine = [code for k, code in enumerate(plan.levels[0].code) if k // 10 % 5 == who % 5]
    rng, number = np.random.default_rng(1000 + who), 0
    etag = (await client.get(f"/versions/{draft}")).headers["etag"]
    while time.monotonic() < end:
        zone, name = mine[rng.integers(len(mine))], f"{who}-{number}"
        answer = await _asked(client, seen, "edit", "POST", f"/versions/{draft}/edits",
                              json={"operation": "rename", "zone": zone, "name": name},
                              headers={"If-Match": etag})  # fmt: skip
        if answer is not None and answer.is_success:
            seen.edits.append((zone, name))
            etag, number = answer.headers["etag"], number + 1
        else:
            etag = (await client.get(f"/versions/{draft}")).headers["etag"]
        await asyncio.sleep(0.2)


async def _asked(
    client: httpx.AsyncClient, seen: Seen, what: str, method: str, address: str, **said: Any
) -> httpx.Response | None:
    begun = time.perf_counter()
    try:
        answer = await client.request(method, address, **said)
    except httpx.HTTPError as why:
        seen.errors.append(f"{what}: {type(why).__name__}")
        return None
    seen.taken.setdefault(what, []).append(time.perf_counter() - begun)
    if answer.status_code in AGAIN:
        seen.answers["again"] += 1
    elif not answer.is_success:
        seen.errors.append(f"{what}: {answer.status_code} {answer.text[:200]}")
    return answer


async def _watch(process: int, seen: Seen, end: float) -> None:
    """Note every few seconds how much memory the service holds."""
    while time.monotonic() < end:
        seen.memory_mb.append(resident_bytes(process) / 2**20)
        await asyncio.sleep(2)


def _lost(seen: Seen, address: str, key: str, draft: int) -> Iterator[str]:
    """Yield what was promised and is not there."""
    headers = {"Authorization": f"Bearer {key}"}
    head = httpx.get(f"{address}/versions/{draft}", headers=headers).json()["head"]
    if head != len(seen.edits):
        yield f"{len(seen.edits)} edits were promised, {head} are there"
    path = f"{address}/collections/v{draft}.grids/items?limit=10000"
    features = httpx.get(path, headers=headers, timeout=60).json()["features"]
    name_of = {one["properties"]["code"]: one["properties"]["name"] for one in features}
    last = dict(seen.edits)
    for zone, name in last.items():
        if name_of[zone] != name:
            yield f"a grid is called {name_of[zone]}, not {name}"


if __name__ == "__main__":
    sys.exit(main() > 0)
