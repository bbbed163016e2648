"""What the tests of the whole share."""

import pytest

from services.scheduler.planning import estate as planning
from services.scheduler.planning.estate import Estate, EstateProblem
from tests.unit.scheduler.planning.small import STEPS, small


@pytest.fixture(scope="session")
def solved() -> tuple[EstateProblem, Estate]:
    """The small estate, planned once."""
    problem = small()
    return problem, planning.solve(problem, STEPS).answer
