"""Problem -> Solution: divide the units of one community into grids inside a band."""
