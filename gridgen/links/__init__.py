"""Places and ground -> Cells and Links: who is a neighbour of whom inside one community."""

from gridgen.links.area import areas_m2
from gridgen.links.cells import cells
from gridgen.links.contract import contract, straight, within
from gridgen.links.link import link
from gridgen.links.spread import spread

__all__ = ["areas_m2", "cells", "contract", "link", "spread", "straight", "within"]
