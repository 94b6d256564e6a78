"""The durable store behind a local run: SQLite with WAL, full-text search and a numbered change log."""
