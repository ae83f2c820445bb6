"""What Typer could not take -> a sentence that says what was found and what was expected."""

from __future__ import annotations

import difflib
from typing import Any

from gridgen.model.errors import CommandError
from gridgen.words.say import Sentence, in_both


def called(argument: Any) -> str:
    """Return what help and errors call an argument."""
    return str(argument.metavar or argument.name.upper())


def limits_of(param: Any) -> str:
    """Return which limits a number has, as keys of sentences end: "from", "to", "from_to" or ""."""
    ends = [("from", getattr(param, "min", None)), ("to", getattr(param, "max", None))]
    return "_".join(end for end, limit in ends if limit is not None)


def no_such_command(word: str, known: list[str], ctx: Any) -> CommandError:
    """Return the error for a word where a command should stand."""
    return CommandError(
        "no_such_command", word=word, known=known, near=_near(word, known), more=ctx.command_path
    )


def wrong_words(why: Any, ctx: Any) -> CommandError:
    """Return the error for what Typer raised while it took the words of a command.

    Typer keeps its kinds of errors to itself; what they hold tells them apart.
    """
    more = ctx.command_path
    if hasattr(why, "option_name"):
        return _wrong_option(why.option_name, ctx)
    param = getattr(why, "param", None)
    if param is None:
        return CommandError("command_line_odd", why=why.format_message(), more=more)
    name = "/".join(param.opts) if param.param_type_name == "option" else called(param)
    if hasattr(why, "param_type"):  # it is missing
        return CommandError("word_missing", name=name, help=in_both(param.help), more=more)
    found = why.__cause__.errors()[0]["input"] if why.__cause__ is not None else ""
    expected = _expected(param, ctx)
    return CommandError("word_odd", name=name, value=found, expected=expected, more=more)


def _wrong_option(name: str, ctx: Any) -> CommandError:
    options = {name: param for param in ctx.command.get_params(ctx) for name in param.opts}
    if name not in options:
        near = _near(name, [*options])
        return CommandError("no_such_option", name=name, near=near, more=ctx.command_path)
    is_flag = options[name].is_flag
    return CommandError(
        "option_takes_nothing" if is_flag else "option_needs_value",
        name=name,
        more=ctx.command_path,
    )


def _expected(param: Any, ctx: Any) -> Sentence:
    """Return what may stand for an option or argument."""
    kind = param.type_descriptor
    if kind.choices:
        return in_both("expected_choice", known=param.display_type(ctx).strip("<>").split("|"))
    number = in_both("expected_whole" if kind.annotation is int else "expected_number")
    if not (limits := limits_of(param)):
        return number
    return in_both(f"expected_{limits}", number=number, low=str(param.min), high=str(param.max))


def _near(word: str, known: list[str]) -> Sentence | str:
    near = difflib.get_close_matches(word, known, n=1)
    return in_both("did_you_mean", word=near[0]) if near else ""
