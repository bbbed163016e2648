"""Whole rows as columns: each person's best row at given prices, a master that chooses among them, and dives."""
