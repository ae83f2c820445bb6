"""Help in the language of the command line: headings, defaults, limits, kinds of values."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
from commanding import COMMANDS, Run, shell
from typer.main import get_command

from gridgen.cli.help import Command, Group
from gridgen.cli.layout import columns_of
from gridgen.cli.main import app

PROSE = re.compile(r"[A-Za-z]{2,} [a-z]{2,}")
CHINESE = re.compile("[\u4e00-\u9fff]")


def told(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return shell(*words, "--help", PYTHONUTF8="1", **environment)


@pytest.mark.parametrize(
    "words", [[], *([name] for name in COMMANDS), ["rules"], ["rules", "show"], ["rules", "check"]]
)
def test_in_a_chinese_locale_help_has_no_english_prose(
    run: Run, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    monkeypatch.delenv("LC_MESSAGES", raising=False)
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    # Else the usage says how the tests were begun.
    monkeypatch.setattr(sys.modules["__main__"], "__package__", None)

    usage, _, rest = run(*words, "--help")[1].partition("\n")

    assert usage.startswith(f"用法：{' '.join(['gridgen', *words])} [选项]")
    assert PROSE.findall(rest) == []
    assert "选项：" in rest


def test_every_command_is_one_that_says_its_help_in_a_language() -> None:
    def below(command: object) -> Iterator[object]:
        yield command
        for one in getattr(command, "commands", {}).values():
            yield from below(one)

    assert [one for one in below(get_command(app)) if not isinstance(one, Command | Group)] == []


def test_the_installed_script_says_its_help_in_the_locale_of_the_shell() -> None:
    assert told("divide", LANG="zh_CN.UTF-8").stdout.startswith("用法：gridgen divide [选项]")


@pytest.mark.parametrize("words", [[], ["divide"]])
def test_in_an_english_locale_help_has_no_chinese(words: list[str]) -> None:
    assert CHINESE.findall(told(*words, LANG="en_GB.UTF-8").stdout) == []


@pytest.mark.parametrize("words", [["--lang", "zh"], ["--lang=zh", "divide"], ["divide"]])
def test_the_language_asked_for_is_that_of_help(run: Run, words: list[str]) -> None:
    code, out, err = run(*words, "--help", "--lang", "zh")

    assert (code, err) == (0, "")
    assert out.startswith("用法：")


def test_help_tells_what_is_required_what_is_usual_and_what_limits_there_are(run: Run) -> None:
    _, zh, _ = run("serve", "--help", "--lang", "zh")
    _, en, _ = run("serve", "--help", "--lang", "en")
    _, divide, _ = run("divide", "--help", "--lang", "zh")

    assert re.search(r"--port <整数> +端口。 \[默认：8000\] \[0 到 65535\]", zh)
    assert re.search(r"--port <number> +Port to listen on. \[default: 8000\] \[0 to 65535\]", en)
    assert re.search(r"INPUT .*\[必填\]", divide, re.DOTALL)
    assert "--target <整数>                每个网格的目标户数。 [不小于 1]" in divide


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_line_of_help_is_wider_than_the_terminal(
    run: Run, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    monkeypatch.setenv("COLUMNS", "80")

    for command in COMMANDS:
        _, out, _ = run(command, "--help", "--lang", lang)
        assert max(map(columns_of, out.splitlines())) <= 80


@pytest.mark.parametrize("words", [[], ["rules"]])
def test_a_group_without_a_word_shows_its_help_and_ends_with_2(run: Run, words: list[str]) -> None:
    code, out, err = run("--lang", "zh", *words)

    assert (code, out) == (2, "")
    assert err.startswith("用法：")
    assert "\n命令：\n" in err
