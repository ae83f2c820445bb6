"""Rules as data: which levels, which bands, what stays whole, how things are numbered."""

from gridgen.rules.load import (
    LINE_CLASSES,
    MOST_PARTS,
    PRESETS,
    Level,
    Limits,
    LineRules,
    Role,
    Rules,
    load_rules,
)

__all__ = [
    "LINE_CLASSES",
    "MOST_PARTS",
    "PRESETS",
    "Level",
    "Limits",
    "LineRules",
    "Role",
    "Rules",
    "load_rules",
]
