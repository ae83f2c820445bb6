"""Problems are told in the language that is asked for: by `lang`, else by Accept-Language."""

from __future__ import annotations

import pytest
from asking import Client

ZH, EN = {"accept-language": "zh-CN,zh;q=0.9"}, {"accept-language": "en-GB,en;q=0.9,zh;q=0.1"}

PROBLEMS = [
    ("/maps/none.html", 404, "未找到", "没有名为“none”的方案；现有：qinghe。请从中选一个。",
     "There is no plan 'none'; there are: qinghe. Name one of these."),
    ("/households/nobody", 404, "未找到", "没有一个方案有编号为“nobody”的住户；查过的方案：",
     "No plan has a household 'nobody'; asked: qinghe."),
    ("/collections/qinghe", 404, "未找到", "没有图层“qinghe”；应写成 方案.层级。",
     "There is no collection 'qinghe'; expected PLAN.LEVEL."),
    ("/collections/qinghe.x", 404, "未找到", "方案 qinghe 不提供图层“x”；现有：grids、",
     "Plan qinghe offers no layer 'x'; it offers: grids, "),
    ("/collections/qinghe.grids/items/0", 404, "未找到", "图层 qinghe.grids 的 ",
     "Collection qinghe.grids has no zone '0' among its "),
    ("/nowhere", 404, "未找到", "没有地址 /nowhere。", "There is no address /nowhere."),
    ("/locate?lon=0", 400, "请求有误", "缺少 lat，必须给出。",
     "lat is missing; it is required."),
    ("/locate?lon=x&lat=0", 400, "请求有误", "lon 是 'x'；应为有限的数。",
     "lon is 'x'; expected a finite number."),
    ("/locate?lon=inf&lat=0", 400, "请求有误", "lon 是 ", "lon is "),
    ("/locate?lon=999&lat=0", 400, "请求有误", "该点的经度是 999；",
     "The point's longitude is 999;"),
    ("/collections/qinghe.grids/items?limit=0", 400, "请求有误", "limit 是 '0'；应不小于 1。",
     "limit is '0'; expected 1 or more."),
    ("/collections/qinghe.grids/items?limit=x", 400, "请求有误", "limit 是 'x'；应为整数。",
     "limit is 'x'; expected a whole number."),
    ("/maps/qinghe.pdf?size=B9", 400, "请求有误", "size 是 'B9'；应为以下之一：A0、A1、",
     "size is 'B9'; expected one of A0, A1, "),
    ("/maps/qinghe.pdf?title=" + "x" * 201, 400, "请求有误", "title 是 ", "title is "),
]  # fmt: skip


@pytest.mark.parametrize(("address", "status", "title", "zh", "en"), PROBLEMS)
def test_a_problem_is_told_in_the_language_of_the_header(
    client: Client, address: str, status: int, title: str, zh: str, en: str
) -> None:
    chinese, english = (client.get(address, headers=headers) for headers in (ZH, EN))

    assert (chinese.status_code, english.status_code) == (status, status)
    assert chinese.json()["title"] == title
    assert chinese.json()["detail"].startswith(zh)
    assert english.json()["detail"].startswith(en)
    assert english.json()["title"].isascii()
    assert chinese.headers["content-language"] == "zh"
    assert "Accept-Language" in english.headers["vary"]


@pytest.mark.parametrize(("lang", "said"), [("zh", "没有名为"), ("en", "There is no plan")])
def test_lang_in_the_address_goes_before_the_header(client: Client, lang: str, said: str) -> None:
    answer = client.get(
        "/maps/none.html", params={"lang": lang}, headers=EN if lang == "zh" else ZH
    )

    assert answer.json()["detail"].startswith(said)


def test_a_language_that_is_not_ours_is_a_problem_in_that_of_the_header(client: Client) -> None:
    answer = client.get("/maps/qinghe.html", params={"lang": "fr"}, headers=ZH)

    assert answer.status_code == 400
    assert answer.json()["detail"].startswith("lang 是 'fr'；应为以下之一：zh、en。")


def test_a_method_that_is_not_taken_is_a_problem(client: Client) -> None:
    answer = client.post("/health", headers=ZH)

    assert answer.status_code == 405
    assert answer.json()["title"] == "不支持这种请求"
    assert answer.json()["detail"].startswith("地址 /health 不接受 POST 请求。")
    assert answer.headers["allow"] == "GET"
