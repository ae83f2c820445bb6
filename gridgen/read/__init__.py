"""Files and tables -> values, and findings about the rows left out."""

from gridgen.read.absent import stand_ins
from gridgen.read.boundaries import to_communities
from gridgen.read.guard import split_layer
from gridgen.read.households import to_households
from gridgen.read.inputs import Inputs, read_inputs, read_table
from gridgen.read.lines import to_areas, to_lines
from gridgen.read.people import to_people
from gridgen.read.places import named_crs
from gridgen.read.plan import read_plan
from gridgen.read.special import to_centres, to_special
from gridgen.read.ties import to_ties

__all__ = [
    "Inputs",
    "named_crs",
    "read_inputs",
    "read_plan",
    "read_table",
    "split_layer",
    "stand_ins",
    "to_areas",
    "to_centres",
    "to_communities",
    "to_households",
    "to_lines",
    "to_people",
    "to_special",
    "to_ties",
]
