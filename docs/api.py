"""Write docs/api/: every public name of gridgen, from its signature and docstring.

python docs/api.py
"""

from __future__ import annotations

import ast
import inspect
import re
from enum import Enum
from pathlib import Path
from typing import Any

import gridgen

HERE = Path(__file__).parent / "api"

PAGES: dict[str, tuple[str, tuple[str, ...]]] = {
    "dividing": (
        "Dividing",
        ("divide", "redraw", "check", "Options", "appoint", "find_hamlets", "neighbours"),
    ),
    "plans": (
        "Plans",
        (
            "Plan", "read_plan", "write_plan", "export", "write_list", "write_rejects", "explore",
            "Shown", "MadeBy", "Township", "Households", "Presence", "Communities", "Zones",
            "Staff",
        ),
    ),
    "editing": (
        "Editing",
        (
            "edit", "Move", "Merge", "Split", "Create", "Dissolve", "Rename", "Renumber", "Lock",
            "Unlock", "Assign", "SetAside", "Rule", "suggest", "Advice", "Suggestion", "Effect",
            "ZoneEffect",
        ),
    ),
    "findings": ("Findings", ("Report", "Finding", "Severity", "Rejected")),
    "locating": ("Locating", ("Locator", "Place", "InZone", "Responsible", "Nearest", "Located")),
    "rules": ("Rules", ("load_rules", "Rules", "Level", "Limits", "Band")),
    "solver": (
        "The solver by itself",
        ("solve", "Solution", "Status", "Breach", "Weights", "GridClusterer"),
    ),
    "errors": (
        "Errors",
        (
            "GridgenError", "ReadError", "WriteError", "CoordinateError", "RulesError",
            "BandError", "PrintError", "ProblemError", "ProviderError", "CommandError",
            "RequestError", "TooLargeError", "NoConditionError", "ConditionError", "ServiceError",
            "AccessError", "DeniedError", "WordsError",
            "NotInPlanError", "StoreError", "NotInStoreError", "StoreFailedError", "ConflictError",
        ),
    ),
}  # fmt: skip
"""The pages: title and names, in the order in which a reader wants them."""

SECTION = re.compile(r"(\w[\w ]*)\n-{3,}")


def pages() -> dict[str, str]:
    """Return the text of every page by its file name."""
    made = {f"{page}.md": _page(title, names) for page, (title, names) in PAGES.items()}
    lines = [
        "# API reference",
        "",
        "Made by `python docs/api.py`: every name of `import gridgen`.",
        "",
    ]
    for page, (title, names) in PAGES.items():
        linked = ", ".join(f"[`{name}`]({page}.md#{name.lower()})" for name in names)
        lines.append(f"- **[{title}]({page}.md)**: {linked}")
    return {"README.md": "\n".join([*lines, ""]), **made}


def _page(title: str, names: tuple[str, ...]) -> str:
    parts = [f"# {title}", "Made by `python docs/api.py`. [All names](README.md)"]
    for name in names:
        value = getattr(gridgen, name)
        parts.append(f"## `{name}`")
        parts += _class(name, value) if inspect.isclass(value) else _function(name, value)
    return "\n\n".join(parts) + "\n"


def _function(name: str, function: Any) -> list[str]:
    return [_code(_signature(name, function)), _text(function)]


def _class(name: str, kind: type) -> list[str]:
    parts = [_text(kind)]
    if issubclass(kind, Enum):
        return [*parts, "\n".join(f"- `{one.name}` = `{one.value!r}`" for one in kind)]
    if issubclass(kind, Exception):
        return [f"A `{kind.__mro__[1].__name__}`.", *parts]
    if fields := _fields(kind):
        parts.append(_code("\n".join(fields)))
    elif "__init__" in vars(kind):
        parts.insert(0, _code(_signature(name, kind)))
    for key, member in vars(kind).items():
        if key.startswith("_"):
            continue
        if isinstance(member, property):
            parts += [f"### `{name}.{key}`", _text(member)]
        elif inspect.isfunction(member) and member.__name__ == key:
            parts += [f"### `{name}.{key}`", _code(_signature(key, member)), _text(member)]
    return parts


def _fields(kind: type) -> list[str]:
    """Return the fields of a dataclass as its source has them, each with what is said of it."""
    if not hasattr(kind, "__dataclass_fields__"):
        return []
    source = inspect.getsource(kind)
    body = ast.parse(source).body[0]
    if not isinstance(body, ast.ClassDef):
        return []
    lines = []
    for node in body.body:
        is_text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if isinstance(node, ast.AnnAssign):
            lines.append(ast.get_source_segment(source, node) or "")
        elif is_text and lines:  # the docstring of the class stands before all fields
            lines += [
                f"    # {line}" for line in inspect.cleandoc(str(node.value.value)).splitlines()
            ]
    return lines


def _signature(name: str, function: Any) -> str:
    """Return a signature, on one line if it fits, else one parameter a line."""
    signature = inspect.signature(function)
    said: list[str] = []
    for one in signature.parameters.values():
        if one.kind is one.KEYWORD_ONLY and not any(text.startswith("*") for text in said):
            said.append("*")
        if one.name != "self":
            said.append(_parameter(one))
    end = signature.return_annotation
    returns = "" if end is signature.empty else f" -> {end}"
    whole = f"{name}({', '.join(said)}){returns}"
    if len(whole) <= 88:
        return whole
    return f"{name}(\n" + "".join(f"    {text},\n" for text in said) + f"){returns}"


def _parameter(one: inspect.Parameter) -> str:
    star = {one.VAR_POSITIONAL: "*", one.VAR_KEYWORD: "**"}.get(one.kind, "")
    kind = "" if one.annotation is one.empty else f": {one.annotation}"
    equals = " = " if kind else "="
    value = f'"{one.default}"' if isinstance(one.default, str) else repr(one.default)
    default = "" if one.default is one.empty else f"{equals}{value}"
    return f"{star}{one.name}{kind}{default}"


def _code(text: str) -> str:
    return f"```python\n{text}\n```"


def _text(thing: Any) -> str:
    """Return a docstring as Markdown: sections become lists, examples become code."""
    text = inspect.cleandoc(thing.__doc__ or "")
    head, *rest = SECTION.split(text)
    parts = [_prose(head)]
    for title, body in zip(rest[::2], rest[1::2], strict=True):
        parts += [f"**{title}**", _entries(body.strip("\n"))]
    return "\n\n".join(part for part in parts if part)


def _entries(body: str) -> str:
    """Return "name, then an indented text" as a list; any other text as it is."""
    if not re.search(r"^\S.*\n    \S", body, re.MULTILINE) or ">>>" in body:
        return _prose(body)
    lines = []
    for block in re.split(r"\n(?=\S)", body):
        name, _, text = block.partition("\n")
        said = " ".join(line.strip() for line in text.splitlines())
        lines.append(f"- `{name.strip()}`: {said}")
    return "\n".join(lines)


def _prose(text: str) -> str:
    """Return paragraphs as they are, and what is an example as code."""
    made = []
    for paragraph in re.split(r"\n\s*\n", text.strip("\n")):
        is_code = paragraph.startswith((">>>", "    "))
        made.append(_code(inspect.cleandoc(paragraph)) if is_code else paragraph)
    return "\n\n".join(made)


if __name__ == "__main__":
    HERE.mkdir(exist_ok=True)
    for file, text in pages().items():
        (HERE / file).write_text(text, "utf-8")
