"""Made-up townships: seeded, believable to the eye, and nobody's home.

`qinghe` is a fictional township with the hard cases set by hand; `township` makes one of any size;
`system_sample` those of the presets; `write` puts any of them into one GeoPackage. Work is in
metres (EPSG:4547); what comes out is in degrees (EPSG:4490).
"""

from gridgen.sample.any_town import township
from gridgen.sample.layers import write
from gridgen.sample.qinghe_town import qinghe
from gridgen.sample.systems import SIZES, system_sample

__all__ = ["SIZES", "qinghe", "system_sample", "township", "write"]
