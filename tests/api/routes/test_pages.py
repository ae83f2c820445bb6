"""Pages for people: the landing page and the map."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from asking import Client


def test_the_map_page_lets_run_only_its_own_scripts(client: Client) -> None:
    answer = client.get("/maps/qinghe.html?lang=zh")

    policy = answer.headers["content-security-policy"]
    assert "drawPlan(map_plan" in answer.text
    assert "script-src 'sha256-" in policy
    assert "unsafe-inline" not in policy.split("script-src")[1].split(";")[0]


@pytest.mark.parametrize(
    ("accepted", "query", "word"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "", "网格划分服务"),
        ("en-GB,en;q=0.9", "", "Household grid service"),
        ("en", "?lang=zh", "网格划分服务"),
        ("zh", "?lang=en", "Household grid service"),
        ("", "", "网格划分服务"),
    ],
)
def test_the_landing_page_speaks_the_readers_language(
    client: Client, accepted: str, query: str, word: str
) -> None:
    answer = client.get(
        f"/{query}", headers={"accept-language": accepted, "accept": "text/html,*/*;q=0.8"}
    )

    assert f"<h1>{word}</h1>" in answer.text


def test_every_link_of_the_landing_page_leads_somewhere(client: Client) -> None:
    page = client.get("/?f=html&lang=en").text

    links = [html.unescape(link) for link in re.findall(r'href="(?!data:)([^"]+)"', page)]
    assert len(links) == 15
    assert [link for link in links if client.get(f"/{link}").status_code != 200] == []


def test_markup_in_a_plans_name_is_escaped(own_client: Client, tmp_path: Path) -> None:
    (tmp_path / "<b>&.gpkg").write_text("")

    page = own_client.get("/?f=html&lang=en").text

    assert "<b>" not in page
    assert "&lt;b&gt;&amp;" in page
