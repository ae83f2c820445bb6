"""The nouns by family: frozen values over read-only arrays, row-aligned; errors; plain questions.

n households, u units, m links, z zones of one level, c communities. `xy` is always metres in a
projected CRS. Tables (GeoDataFrame) are made from values only at the edges.
"""
