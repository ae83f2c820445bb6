"""Rules as data: which levels, which bands, what stays whole, how things are numbered."""

from gridgen.rules.load import MOST_PARTS, PRESETS, Level, Limits, Rules, load_rules

__all__ = ["MOST_PARTS", "PRESETS", "Level", "Limits", "Rules", "load_rules"]
