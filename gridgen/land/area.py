"""Cells -> how much land is nearest to each household."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gridgen.model.ground import Cells


def areas_m2(drawing: Cells) -> NDArray[np.int64]:
    """Return (n,) the area of each household's cell, whole m²; those of one place share theirs.

    Every edge is a side of the face on its left and of that on its right (Green's theorem).
    """
    start, end = drawing.corners[drawing.edges[:, 0]], drawing.corners[drawing.edges[:, 1]]
    middle = drawing.corners.mean(axis=0) if len(drawing.corners) else np.zeros(2)
    (ax, ay), (bx, by) = (start - middle).T, (end - middle).T
    twice = ax * by - bx * ay
    face = np.zeros(len(drawing.place_of_face) + 1)  # the last is the land outside
    np.add.at(face, drawing.sides[:, 0], twice / 2)
    np.add.at(face, drawing.sides[:, 1], -twice / 2)
    place = np.bincount(drawing.place_of_face, weights=np.abs(face[:-1]), minlength=len(drawing.xy))
    number = np.bincount(drawing.place_of, minlength=len(drawing.xy))
    return np.round(place / number)[drawing.place_of].astype(np.int64)
