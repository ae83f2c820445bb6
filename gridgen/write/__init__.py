"""Plan -> GeoPackage; Report, Difference, Overlay -> Excel workbooks."""

from gridgen.write.books import write_difference, write_findings, write_overlay
from gridgen.write.plan import write_plan

__all__ = ["write_difference", "write_findings", "write_overlay", "write_plan"]
