"""The guard roster: who works which shift on which day, and at which post."""
