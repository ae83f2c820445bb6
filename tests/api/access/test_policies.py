"""Which number of requests counts, and how it is set."""

from __future__ import annotations

import pytest

from api.access.policies import Policy, Rates
from api.settings import Settings
from gridgen.model.errors import CommandError


@pytest.mark.parametrize(
    ("method", "path", "name"),
    [
        ("GET", "/locate", "usual"),
        ("POST", "/locate", "usual"),
        ("POST", "/uploads", "heavy"),
        ("POST", "/uploads/", "heavy"),
        ("POST", "/api/v1/uploads", "heavy"),
        ("DELETE", "/uploads/7", "usual"),
        ("POST", "/processes/divide/execution", "heavy"),
        ("GET", "/processes/divide/execution", "usual"),
        ("POST", "/processes/divide/other/execution", "usual"),
    ],
)
def test_uploads_and_executions_are_heavy(method: str, path: str, name: str) -> None:
    assert Rates().policy_of(method, path).name == name


@pytest.mark.parametrize(
    ("most", "batch"), [(1, 1), (30, 1), (119, 1), (120, 2), (6000, 100), (1_000_000, 100)]
)
def test_a_process_holds_little_of_what_is_little(most: int, batch: int) -> None:
    assert Policy("usual", most).batch == batch


def test_rates_come_from_the_environment_and_go_back_into_it() -> None:
    env = {"GRIDGEN_RATE": "0", "GRIDGEN_RATE_HEAVY": " 7 "}

    rates = Settings.from_environment(env).rates

    assert rates == Rates(0, 7, 30)
    assert Rates.from_environment(rates.environment()) == rates


@pytest.mark.parametrize("value", ["many", "-1", "1.5", "1e3", "６０", "9999999999"])
def test_a_rate_that_is_no_number_is_one_sentence(value: str) -> None:
    with pytest.raises(CommandError, match=r"GRIDGEN_RATE_FAILED is .*; expected a whole number"):
        Rates.from_environment({"GRIDGEN_RATE_FAILED": value})
