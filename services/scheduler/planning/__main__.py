"""`python -m services.scheduler.planning`: the process that solves."""

from services.scheduler.planning.child import main

main()
