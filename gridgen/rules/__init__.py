"""Rules as data: which levels, which bands, what stays whole, how things are numbered."""

from gridgen.rules.levels import (
    FOR,
    KINDS,
    LINE_CLASSES,
    MOST_PARTS,
    PRESETS,
    Above,
    CodeRules,
    Level,
    Limits,
    LineRules,
    Role,
    Rules,
)
from gridgen.rules.loader import load_rules, rules_text

__all__ = [
    "FOR", "KINDS", "LINE_CLASSES", "MOST_PARTS", "PRESETS", "Above", "CodeRules", "Level",
    "Limits", "LineRules", "Role", "Rules", "load_rules", "rules_text",
]  # fmt: skip
