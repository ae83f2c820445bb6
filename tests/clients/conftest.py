"""For the tests of clients: the town behind a real connection, of files alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from plans import town
from serving import served

from gridgen.files.plan_writer import write_plan


@pytest.fixture(scope="package")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("served")
    write_plan(town(), folder / "qinghe.gpkg")
    with served("--data", folder) as service:
        yield service.address
