"""The store: plans, their versions, every edit and who made it, in SQLite or PostgreSQL."""
