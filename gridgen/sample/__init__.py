"""Made-up townships: seeded, believable to the eye, and nobody's home.

`qinghe_town` is a fictional township with the hard cases set by hand; `any_town` makes one of any
size; `systems` those of the presets; `layers.write` puts any of them into one GeoPackage. Work is
in metres (EPSG:4547); what comes out is in degrees (EPSG:4490).
"""
