"""An instance as its three files say it; nothing here knows the product."""

from dataclasses import dataclass

DAY = 120
"""Minutes of every day."""
WEIGHTS = {1: 28, 2: 14, 3: 4}
"""What a minute of the latest end of each priority costs; of the latest end of all, 1."""


@dataclass(frozen=True, slots=True)
class Intervention:
    """Work of `minutes` after its `before`; `needs[domain][level - 1]` technicians of at least that level."""

    number: int
    minutes: int
    before: tuple[int, ...]
    priority: int
    price: int
    needs: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Technician:
    """Levels by domain (0: none), and the days off, from 1."""

    number: int
    levels: tuple[int, ...]
    off: frozenset[int]


@dataclass(frozen=True, slots=True)
class Instance:
    """All of it; `budget` is for interventions that others do."""

    name: str
    domains: int
    levels: int
    budget: int
    interventions: tuple[Intervention, ...]
    technicians: tuple[Technician, ...]
