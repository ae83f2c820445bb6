"""How a store came to have its tables, step by step; run by `gridgen.versions.store.upgrade`."""
