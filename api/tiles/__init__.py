"""Levels of plans as vector tiles (Mapbox Vector Tiles 2.1) of the square of Web Mercator."""
