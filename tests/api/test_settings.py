"""What the service is told: by the environment, or a list of files."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from asking import Client, Loads

from api.access.callers import Role
from api.access.policies import Rates
from api.access.trusted import Trusted
from api.app import create_app
from api.settings import Settings
from gridgen.model.errors import CommandError


def test_settings_come_from_the_environment(tmp_path: Path) -> None:
    files = os.pathsep.join(str(tmp_path / name) for name in ("a.gpkg", "b.gpkg"))

    settings = Settings.from_environment({"GRIDGEN_DATA": str(tmp_path), "GRIDGEN_PLANS": files})

    assert settings == Settings(tmp_path, (tmp_path / "a.gpkg", tmp_path / "b.gpkg"))
    assert Settings.from_environment({}) == Settings()


def test_how_much_may_be_uploaded_and_for_how_long_is_said_from_outside() -> None:
    said = {"GRIDGEN_UPLOAD_BYTES": "1000", "GRIDGEN_UPLOAD_DAYS": "3"}

    settings = Settings.from_environment(said)

    assert (settings.upload_bytes, settings.upload_days) == (1000, 3)


def test_single_files_are_served_without_a_folder(tmp_path: Path) -> None:
    file = tmp_path / "one.gpkg"
    file.write_text("")

    client = Client(create_app(Settings(plans=(file, tmp_path / "gone.gpkg")), load=Loads()))

    assert client.get("/health").json()["plans"] == 1


def test_a_worker_finds_the_same_settings_in_its_environment(tmp_path: Path) -> None:
    settings = Settings(
        tmp_path, (tmp_path / "a.gpkg", tmp_path / "b.gpkg"), database="s.sqlite", is_open=True,
        log_form="text", log_level="debug", upload_bytes=1000, upload_days=3,
    )  # fmt: skip

    assert Settings.from_environment(settings.environment()) == settings


@pytest.mark.parametrize("value", ["many", "-1", "1.5", "9" * 5000])
def test_a_number_that_is_none_is_refused(value: str) -> None:
    with pytest.raises(CommandError, match=r"GRIDGEN_UPLOAD_DAYS is .*; expected a whole number"):
        Settings.from_environment({"GRIDGEN_UPLOAD_DAYS": value})


@pytest.mark.parametrize("name", ["GRIDGEN_LOG", "GRIDGEN_LOG_LEVEL"])
def test_a_value_that_is_none_of_those_known_is_refused(name: str) -> None:
    with pytest.raises(CommandError, match=rf"{name} is 'loud'; expected one of "):
        Settings.from_environment({name: "loud"})


def test_worker_processes_get_rates_and_whose_tokens_count() -> None:
    trusted = Trusted("https://id.example.org", "gridgen", roles={"staff": Role.VIEWER})
    settings = Settings(rates=Rates(1, 2, 3), trusted=trusted)

    again = Settings.from_environment(settings.environment())

    assert (again.rates, again.trusted) == (settings.rates, trusted)
