"""Commands that explain themselves, and say what is wrong with their words, in a language.

Typer takes the command line apart; what people read of it is said here, from `gridgen.words`. The
help of a command or option is the key of its sentence (`options.help_of`), so that it is said only
when it is known in which language.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import typer
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

from gridgen.cli.layout import block, rows_of
from gridgen.cli.wrong import called, limits_of, no_such_command, wrong_words
from gridgen.model.errors import CommandError
from gridgen.words.say import language_of, say


class Command(TyperCommand):
    """A command whose help and whose errors are sentences of `gridgen.words`."""

    allow_extra_args = True  # for `parse_args` to refuse

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help in the language of the command line."""
        formatter.write(help_text(self, ctx, formatter.width))

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Take all words; CommandError where one cannot be taken, or some are left."""
        try:
            left = super().parse_args(ctx, args)
        except typer.TyperException as why:
            raise wrong_words(why, ctx) from why
        if left:
            raise CommandError("words_left_over", words=left, more=ctx.command_path)
        return left


class Group(TyperGroup):
    """A group of such commands; without a word it shows its help."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help in the language of the command line."""
        formatter.write(help_text(self, ctx, formatter.width))

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Return the words of the command; CommandError where one before it cannot be taken."""
        if not args:
            typer.echo(self.get_help(ctx), err=True)
            raise typer.Exit(2)
        try:
            return super().parse_args(ctx, args)
        except typer.TyperException as why:
            raise wrong_words(why, ctx) from why

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return the command that is named first; CommandError where there is none such."""
        if args[0] not in self.commands:
            raise no_such_command(args[0], list(self.commands), ctx)
        return super().resolve_command(ctx, args)


def help_text(command: Any, ctx: Any, width: int) -> str:
    """Return all of the help of a command, at most `width` columns wide."""
    lang = language(ctx)
    texts = [usage(ctx, lang), block(say(command.help, lang), width, indent=2)]
    params = command.get_params(ctx)
    arguments = [(called(p), _told(p, ctx, lang)) for p in params if _is_argument(p)]
    options = [(_option(p, ctx, lang), _told(p, ctx, lang)) for p in params if not _is_argument(p)]
    texts += _section("usage_arguments", arguments, lang, width)
    texts += _section("usage_options", options, lang, width)
    below = getattr(command, "commands", {})
    rows = [(name, say(one.help, lang)) for name, one in below.items()]
    texts += _section("usage_commands", rows, lang, width)
    return "\n\n".join(texts) + "\n"


def language(ctx: Any) -> str:
    """Return the language of a command line: what `main` found, else that of the system."""
    return ctx.obj or language_of()


def usage(ctx: Any, lang: str) -> str:
    """Return the line that shows how a command is called."""
    pieces = [ctx.command_path, say("usage_slot_options", lang)]
    pieces += [called(p) for p in ctx.command.get_params(ctx) if _is_argument(p)]
    if hasattr(ctx.command, "commands"):
        pieces.append(say("usage_slot_command", lang))
    return say("usage_line", lang, line=" ".join(pieces))


def _section(heading: str, rows: Iterable[tuple[str, str]], lang: str, width: int) -> list[str]:
    rows = list(rows)
    return [f"{say(heading, lang)}\n{rows_of(rows, width)}"] if rows else []


def _is_argument(param: Any) -> bool:
    return isinstance(param, TyperArgument)


def _option(param: TyperOption, ctx: Any, lang: str) -> str:
    """Return the names of an option and what stands behind them."""
    names = ", ".join(param.opts)
    if param.secondary_opts:
        names += f" / {', '.join(param.secondary_opts)}"
    return names if param.is_flag else f"{names} {param.metavar or _value(param, ctx, lang)}"


def _value(param: TyperOption, ctx: Any, lang: str) -> str:
    """Return what an option takes: one of a few words, or a kind of value."""
    kind = param.type_descriptor
    if kind.choices:
        return param.display_type(ctx)
    taken = kind.annotation.__args__[0] if kind.is_list else kind.annotation
    return f"<{say(f'usage_takes_{taken.__name__.lower()}', lang)}>"


def _told(param: Any, ctx: Any, lang: str) -> str:
    """Return what help says of a parameter, and its default and limits."""
    said = say("usage_help" if param.name == "help" else param.help, lang)
    extra = []
    if param.required:
        extra.append(say("usage_required", lang))
    default = param.get_default(ctx, call=False)
    if default is not None and not getattr(param, "is_flag", False) and str(default):
        extra.append(say("usage_default", lang, value=str(getattr(default, "value", default))))
    if limits := limits_of(param):
        extra.append(say(f"usage_{limits}", lang, low=str(param.min), high=str(param.max)))
    return " ".join([said, *extra])
