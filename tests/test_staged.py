"""The clocks of the benchmark of stages."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import staged

ROOT = Path(staged.__file__).parents[1]


@pytest.mark.slow
def test_every_stage_takes_its_share_of_a_division(tmp_path: Path) -> None:
    sample = ROOT / "sample_geo" / "qinghe.gpkg"
    command = [sys.executable, staged.__file__, str(sample), "-o", str(tmp_path / "plan.gpkg")]

    done = subprocess.run(command + ["--effort", "fast"], capture_output=True, check=True)

    told = json.loads(done.stdout)
    assert told["spent"].keys() == staged.STAGES.keys()
    assert all(seconds > 0 for seconds in told["spent"].values())
    assert sum(told["spent"].values()) < told["all"]
    assert (tmp_path / "plan.gpkg").exists()
