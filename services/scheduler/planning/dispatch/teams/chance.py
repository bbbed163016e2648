"""Random numbers whose whole state is an array, so that a run can be cut into chunks and repeats exactly."""

# mypy: allow-untyped-defs
# (arrays only; numba infers their types)

import numpy as np
from numba import njit
from numpy.typing import NDArray


def seeded(seed: int) -> NDArray[np.uint64]:
    """A state that differs well between neighbouring seeds."""
    return np.array([np.random.SeedSequence(seed).generate_state(1, np.uint64)[0] | np.uint64(1)], np.uint64)


@njit(cache=True, inline="always")
def draw(state):
    """A number in [0, 1), by xorshift64*."""
    x = state[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    state[0] = x
    return float((x * np.uint64(2685821657736338717)) >> np.uint64(11)) / 9007199254740992.0


@njit(cache=True, inline="always")
def below(state, n):
    """A whole number in [0, n)."""
    return int(draw(state) * n)
