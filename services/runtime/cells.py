"""From the cells of a row to a frozen dataclass, for those who read a great many."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

T = TypeVar("T")


def maker(kind: type[T], names: Sequence[str], unpack: Sequence[Any]) -> Callable[[Sequence[Any]], T]:
    """A function that makes a `kind` of the cells of a row.

    It fills the slots of a frozen class as the class's own constructor does, without asking once more whether they can
    be what they are: that was asked when they were written. A line of its own for each slot is what makes it fast.
    """
    if not hasattr(kind, "__slots__"):
        return lambda row: kind(
            **{name: do(cell) if do else cell for name, do, cell in zip(names, unpack, row, strict=True)}
        )
    known: dict[str, Any] = {"kind": kind, "new": object.__new__}
    lines = ["def make(row):", "    value = new(kind)", f"    {', '.join(f'c{n}' for n in range(len(names)))}, = row"]
    for place, (name, do) in enumerate(zip(names, unpack, strict=True)):
        known |= {f"put{place}": getattr(kind, name).__set__, f"do{place}": do}
        lines.append(f"    put{place}(value, {f'do{place}(c{place})' if do else f'c{place}'})")
    exec("\n".join([*lines, "    return value"]), known)
    made: Callable[[Sequence[Any]], T] = known["make"]
    return made
