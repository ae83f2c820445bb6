"""For the tests of jobs: each runs in SQLite, and in PostgreSQL where there is one."""

from __future__ import annotations

from versions.store.conftest import address, drawn, postgres, store, version

__all__ = ["address", "drawn", "postgres", "store", "version"]
