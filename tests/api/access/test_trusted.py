"""Whose tokens count is said by the environment, and refused where it would not be safe."""

from __future__ import annotations

import pytest

from api.access.callers import Role
from api.access.trusted import Trusted
from api.settings import Settings
from gridgen.model.errors import CommandError

ISSUER = "https://id.example.org/realms/town"
SAID = {"GRIDGEN_OIDC_ISSUER": ISSUER, "GRIDGEN_OIDC_AUDIENCE": "gridgen"}


def test_an_issuer_and_an_audience_are_enough() -> None:
    assert Settings.from_environment(SAID).trusted == Trusted(ISSUER, "gridgen")
    assert Settings.from_environment({}).trusted is None


def test_everything_goes_into_the_environment_of_another_process_and_back() -> None:
    trusted = Trusted.from_environment({
        **SAID, "GRIDGEN_OIDC_ROLE_CLAIM": "groups", "GRIDGEN_OIDC_SCOPES_CLAIM": "land",
        "GRIDGEN_OIDC_ROLES": "/grids/edit=planner, a=b=admin",
    })  # fmt: skip

    assert trusted is not None
    assert dict(trusted.roles) == {"/grids/edit": Role.PLANNER, "a=b": Role.ADMIN}
    assert (trusted.role_claim, trusted.scopes_claim) == ("groups", "land")
    assert Trusted.from_environment(trusted.environment()) == trusted


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"GRIDGEN_OIDC_ISSUER": "http://id.example.org"}, "begins with https"),
        ({"GRIDGEN_OIDC_ISSUER": "id.example.org"}, "begins with https"),
        ({"GRIDGEN_OIDC_ISSUER": "https://"}, "begins with https"),
        ({"GRIDGEN_OIDC_ISSUER": "https://[::1"}, "begins with https"),
        ({"GRIDGEN_OIDC_ISSUER": "ftp://localhost"}, "begins with https"),
        ({"GRIDGEN_OIDC_AUDIENCE": " "}, "GRIDGEN_OIDC_AUDIENCE is not"),
        ({"GRIDGEN_OIDC_ROLES": "staff"}, "GRIDGEN_OIDC_ROLES has 'staff'"),
        ({"GRIDGEN_OIDC_ROLES": "staff=boss"}, "GRIDGEN_OIDC_ROLES has 'staff=boss'"),
        ({"GRIDGEN_OIDC_ROLES": "=admin"}, "GRIDGEN_OIDC_ROLES has '=admin'"),
    ],
)
def test_what_is_not_safe_is_one_sentence(said: dict[str, str], why: str) -> None:
    with pytest.raises(CommandError, match=why):
        Trusted.from_environment({**SAID, **said})


@pytest.mark.parametrize(
    "issuer", ["http://localhost:8080/realms/town", "http://127.0.0.1", "http://[::1]:8080"]
)
def test_on_this_machine_no_tls_is_needed(issuer: str) -> None:
    trusted = Trusted.from_environment({**SAID, "GRIDGEN_OIDC_ISSUER": issuer})

    assert trusted is not None
    assert trusted.issuer == issuer
