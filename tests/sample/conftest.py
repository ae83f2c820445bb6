"""For the tests of samples: Qinghe and a township of any size, each made once."""

from __future__ import annotations

import pytest
from sampled import METRES, Layers

from gridgen.sample.any_town import township
from gridgen.sample.qinghe_town import qinghe


@pytest.fixture(scope="session")
def degrees() -> Layers:
    return qinghe()


@pytest.fixture(scope="session")
def metres(degrees: Layers) -> Layers:
    return {name: table.to_crs(METRES) for name, table in degrees.items()}


@pytest.fixture(scope="session")
def generic() -> Layers:
    return township(5000, 7)


@pytest.fixture(scope="session", params=["qinghe", "township"])
def town(request: pytest.FixtureRequest, degrees: Layers, generic: Layers) -> Layers:
    return degrees if request.param == "qinghe" else generic


@pytest.fixture(scope="session")
def flat(town: Layers) -> Layers:
    return {name: table.to_crs(METRES) for name, table in town.items()}
