"""When drills and trainings are held on a finished roster, and who takes part."""
