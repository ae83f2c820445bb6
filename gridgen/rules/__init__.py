"""Rules as data: which levels, which bands, what stays whole, how things are numbered."""
