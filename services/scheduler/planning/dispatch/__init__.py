"""Who does each job, at which minute."""
