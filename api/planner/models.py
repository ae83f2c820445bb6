"""What the planner's page is told, as pydantic models."""

from __future__ import annotations

from pydantic import BaseModel, Field


class PageSettings(BaseModel):
    """What is set for the page."""

    version: str
    has_store: bool = Field(description="Whether there is a store: without it nothing changes.")
    needs_key: bool = Field(description="Whether nobody is known without a key of this service.")
    upload_bytes: int = Field(description="Bytes of one uploaded file at most.")
    basemap: list[str] = Field(
        description="Addresses with {z}, {x}, {y}, or of PMTiles; the lowest layer first."
    )
    reads_pmtiles: bool = Field(description="Whether what reads PMTiles is there.")
    basemap_note: str = Field(description="Whose the base map is: it stands on the map.")
    colours: list[str] = Field(
        description="Of grids, as on paper; their `colour` goes through them."
    )
