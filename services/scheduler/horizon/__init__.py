"""From calendar to planning and back: the only place where days become numbers and minutes become instants."""
