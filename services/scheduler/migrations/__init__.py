"""Revisions of the database, applied in order at start-up."""
