"""Plan and layers -> GeoPackages; Report, Difference, Overlay, Roster -> Excel workbooks."""

from gridgen.write.books import write_difference, write_findings, write_overlay, write_roster
from gridgen.write.layers import write_layers
from gridgen.write.plan import write_plan

__all__ = [
    "write_difference", "write_findings", "write_layers", "write_overlay", "write_plan",
    "write_roster",
]  # fmt: skip
