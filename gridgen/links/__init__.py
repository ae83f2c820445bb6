"""Places -> Links: who is a neighbour of whom inside one community."""

from gridgen.links.contract import contract, straight, within
from gridgen.links.link import link
from gridgen.links.spread import spread
from gridgen.links.voronoi import cells

__all__ = ["cells", "contract", "link", "spread", "straight", "within"]
