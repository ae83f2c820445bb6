"""Every kind of error that a command can end with, in both languages."""

from __future__ import annotations

import pytest
from campaigns import campaign
from commanding import Run

import gridgen
from gridgen.words.say import GridgenError

ENDS = {
    "ReadError": (
        ["check", "none.gpkg"],
        "找不到文件 none.gpkg。请核对文件名和文件夹。",
        "none.gpkg: there is no such file. Check the name and the folder.",
    ),
    "WriteError": (
        ["check", "plan.gpkg", "--excel", "none/found.xlsx"],
        "none/found.xlsx 写不了：没有这个文件或文件夹。请检查文件夹是否存在、",
        "none/found.xlsx: the file cannot be written: No such file or directory. Check that ",
    ),
    "CoordinateError": (
        ["locate", "plan.gpkg", "--lon", "999", "--lat", "0"],
        "该点的经度是 999；应在 -180 到 180 度之间。",
        "The point's longitude is 999; expected -180 to 180 degrees.",
    ),
    "RulesError": (
        ["check", "plan.gpkg", "--rules", "nonsense"],
        "没有名为“nonsense”的规则；应为以下之一：standard、",
        "Rules 'nonsense' are not known; expected one of standard, ",
    ),
    "BandError": (
        ["divide", "input.gpkg", "-o", "new.gpkg", "--target", "9999"],
        "--target 是 9,999；应在规模范围之内：",
        "--target is 9,999; expected a number inside a band: ",
    ),
    "PrintError": (
        ["wall", "plan.gpkg", "-o", "a.pdf", "--size", "B9"],
        "纸张是“B9”；应为以下之一：A0、A1",
        "The size is 'B9'; expected one of A0, A1",
    ),
    "ProblemError": (
        ["sample", "-o", "made", "--households", "5"],
        "样例乡镇的户数是 5；应为 500 到 ",
        "A made-up township has 5 households; expected 500 to ",
    ),
    "NotInPlanError": (
        ["locate", "plan.gpkg", "--id", "nobody"],
        "方案里没有编号为“nobody”的住户；另有 140 户。",
        "The plan has no household 'nobody'; it has 140 others.",
    ),
    "CommandError": (
        ["locate", "plan.gpkg"],
        "没有说明查什么，或说了不止一种；",
        "What to look for is not said, or in more than one way; ",
    ),
    "StoreError": (
        ["store", "list", "--store", "none.sqlite"],
        "没有方案库 none.sqlite。",
        "There is no store none.sqlite.",
    ),
    "NotInStoreError": (
        ["store", "show", "9", "--store", "plans.sqlite"],
        "方案库里没有版本 9；共有 0 个版本。",
        "The store has no version 9; it has 0.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", campaign(ENDS, every=3))
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_command_ends_with_a_sentence_in_the_language_asked_for(
    run: Run, kind: str, lang: str
) -> None:
    words, *said = ENDS[kind]

    code, out, err = run(*words, "--lang", lang)

    assert (code, out) == (2, "")
    assert err.startswith(f"gridgen: {said[lang == 'en']}")
    assert err.count("\n") == 1


def test_every_kind_of_error_that_a_command_can_end_with_is_tried() -> None:
    kinds = {
        name
        for name in gridgen.__all__
        if isinstance(kind := getattr(gridgen, name), type) and issubclass(kind, GridgenError)
    }

    # The parent is never raised; a sentence that is missing is our own fault, and found by tests;
    # two planners in conflict, and a full disk, are tried in tests/versions/store; what the service
    # is asked, and by whom, in tests/api; a service elsewhere is asked by gridgen.client alone.
    assert set(ENDS) == kinds - {
        "GridgenError", "WordsError", "ConflictError", "StoreFailedError", "RequestError",
        "AccessError", "DeniedError", "TooLargeError", "NoConditionError", "ConditionError",
        "ProviderError", "ServiceError",
    }  # fmt: skip
