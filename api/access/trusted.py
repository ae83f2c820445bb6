"""Whose tokens are believed, and what is read in them."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from urllib.parse import urlsplit

from api.access.callers import Role
from gridgen.model.errors import CommandError

_NOTHING: Mapping[str, Role] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Trusted:
    """A provider of OpenID Connect.

    Attributes
    ----------
    issuer
        As its tokens name it; below it stands `/.well-known/openid-configuration`.
    audience
        As its tokens name this service.
    role_claim, scopes_claim
        Where tokens say the role and the land; a name with dots may mean a claim inside others.
    roles
        What the provider calls a role or a group -> the role here. The names of the roles here
        count always.
    """

    issuer: str
    audience: str
    role_claim: str = "gridgen_role"
    scopes_claim: str = "gridgen_scopes"
    roles: Mapping[str, Role] = field(default_factory=lambda: _NOTHING)

    @classmethod
    def from_environment(cls, env: Mapping[str, str]) -> Trusted | None:
        """Read GRIDGEN_OIDC_ISSUER, GRIDGEN_OIDC_AUDIENCE, GRIDGEN_OIDC_ROLE_CLAIM,
        GRIDGEN_OIDC_SCOPES_CLAIM and GRIDGEN_OIDC_ROLES (name=role, with commas between); None
        where no issuer is named.

        Raises
        ------
        CommandError
            The issuer is reached without TLS over a network, no audience is named, or a role is
            none.
        """
        issuer = env.get("GRIDGEN_OIDC_ISSUER", "").strip()
        if not issuer:
            return None
        if not is_safe(issuer):
            raise CommandError("oidc_issuer_odd", issuer=issuer)
        audience = env.get("GRIDGEN_OIDC_AUDIENCE", "").strip()
        if not audience:
            raise CommandError("oidc_no_audience")
        return cls(
            issuer,
            audience,
            env.get("GRIDGEN_OIDC_ROLE_CLAIM", "").strip() or "gridgen_role",
            env.get("GRIDGEN_OIDC_SCOPES_CLAIM", "").strip() or "gridgen_scopes",
            _roles(env.get("GRIDGEN_OIDC_ROLES", "")),
        )

    def environment(self) -> dict[str, str]:
        """Return the variables that say the same to another process."""
        return {
            "GRIDGEN_OIDC_ISSUER": self.issuer,
            "GRIDGEN_OIDC_AUDIENCE": self.audience,
            "GRIDGEN_OIDC_ROLE_CLAIM": self.role_claim,
            "GRIDGEN_OIDC_SCOPES_CLAIM": self.scopes_claim,
            "GRIDGEN_OIDC_ROLES": ",".join(
                f"{name}={role.name.lower()}" for name, role in self.roles.items()
            ),
        }


def is_safe(address: str) -> bool:
    """Say whether nobody on the way can change what an address answers: TLS, or this machine.

    >>> is_safe("https://id.example.org/realms/town"), is_safe("http://id.example.org")
    (True, False)
    >>> is_safe("http://127.0.0.1:8080/realms/town"), is_safe("file:///etc/passwd")
    (True, False)
    """
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return False
    if parts.scheme == "https":
        return bool(host)
    return parts.scheme == "http" and (host == "localhost" or _is_loopback(host))


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _roles(text: str) -> Mapping[str, Role]:
    found = {}
    for pair in filter(None, (part.strip() for part in text.split(","))):
        name, _, role = (word.strip() for word in pair.rpartition("="))
        if not name or role.upper() not in Role.__members__:
            known = [one.name.lower() for one in Role]
            raise CommandError("oidc_roles_odd", found=pair, known=known)
        found[name] = Role[role.upper()]
    return MappingProxyType(found)
