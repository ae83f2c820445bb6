"""What every answer carries."""

from __future__ import annotations

import pytest
from asking import Client


@pytest.mark.parametrize(
    "path", ["/", "/health", "/collections", "/docs", "/maps/qinghe.html", "/nothing", "/locate"]
)
def test_browsers_are_told_to_be_careful(client: Client, path: str) -> None:
    headers = client.get(path).headers

    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"].startswith("default-src 'none'")
