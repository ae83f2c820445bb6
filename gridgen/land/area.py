"""Cells -> how much land is nearest to each household."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gridgen.land.planar import face_area
from gridgen.model.ground import Cells


def areas_m2(drawing: Cells) -> NDArray[np.int64]:
    """Return (n,) the area of each household's cell, whole m²; those of one place share theirs."""
    place_of_face = drawing.place_of_face
    face = face_area(drawing.corners, drawing.edges, drawing.sides, len(place_of_face))
    place = np.bincount(place_of_face, weights=face, minlength=len(drawing.xy))
    number = np.bincount(drawing.place_of, minlength=len(drawing.xy))
    return np.round(place / number)[drawing.place_of].astype(np.int64)
