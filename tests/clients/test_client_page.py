"""The page of gridgen.client is run as it stands, against a service that runs."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from served import village
from serving import served

PAGE = Path(__file__).parents[2] / "docs" / "client.md"
KEY = re.compile(r"gg_[\w-]+")


def test_the_page_tells_what_happens(tmp_path: Path) -> None:
    homes, areas = village()
    lonlat = homes.to_crs("EPSG:4490").geometry
    homes.drop(columns="geometry").assign(lon=lonlat.x, lat=lonlat.y).to_csv(
        tmp_path / "households.csv", index=False
    )
    areas.to_crs("OGC:CRS84").to_file(tmp_path / "communities.geojson")
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)

    with served("--database", tmp_path / "plans.sqlite") as service:
        key = next(found[0] for line in service.said if (found := KEY.search(line)))
        said = "".join(blocks).replace("http://127.0.0.1:8000", service.address)
        done = subprocess.run(
            [sys.executable, "-c", said.replace("gg_...", key) + "print(changes, belongs)"],
            capture_output=True, text=True, check=False, cwd=tmp_path, env=os.environ,
        )  # fmt: skip

    assert done.returncode == 0, done.stderr
    assert "community" in done.stdout
    assert (tmp_path / "plan.gpkg").read_bytes()[:6] == b"SQLite"
