"""What an unfinished solve has reached."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SavedAnswer:
    """The best of a schedule (`id`) that is not solved yet: the pickled estate, after `elapsed` seconds of search."""

    id: str
    estate: bytes
    elapsed: float
