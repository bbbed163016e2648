"""What a step of each tier is worth where a linear programme must have one number; and the fineness of that number."""

from dataclasses import dataclass

import numpy as np

FINE = 100
"""Whole numbers in the kernels are hundredths of a unit of the preference tier."""
FAR = np.int32(1 << 29)
"""A price that nothing reaches; two of them still fit into 32 bits."""

NEVER = FAR // 2
"""What nothing reaches may be lowered by prices, but not below this."""


@dataclass(frozen=True, slots=True)
class Prices:
    """A price for each tier, preference being 1. Where they are `strict`, no row breaks law or safety."""

    tiers: tuple[int, int, int, int]
    strict: bool = True
