"""From plans to occurrences: chains, calendars, and larger visits that ride on smaller ones."""
