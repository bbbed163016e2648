"""Domain <-> proto, both directions adjacent, one file a noun."""
