"""People, staffing, schedules and what they hold: frozen, and refusing what cannot be."""
