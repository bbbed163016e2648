"""Days around the period for formats that judge the least length of a run at its borders too, as if everybody stopped
there whatever they do.

Such a day is a shift of its own, neither work nor a day off, so that it ends a run of either. Before the period it
stands in the history, after it on days that are pinned. The planner needs no rule of its own for that.
"""

from services.scheduler.planning.roster.problem import Pin, Shift

OUTSIDE = Shift(id="(outside the period)", start=0, minutes=1)
"""The last of the shifts, so the others keep their codes."""


def allowed(shifts: int, days: int, beyond: int) -> tuple[tuple[bool, ...], ...]:
    """Of a person who may work each of `shifts` on `days`; on the `beyond` days after them nothing but OUTSIDE."""
    return ((True,) * shifts + (False,),) * days + ((False,) * shifts + (True,),) * beyond


def heads(wanted: tuple[tuple[int, ...], ...], beyond: int) -> tuple[tuple[int, ...], ...]:
    """`wanted[day][shift]` as a post has it; nobody is wanted outside."""
    return tuple((*row, 0) for row in wanted) + ((0,) * (len(wanted[0]) + 1),) * beyond


def pins(people: int, shifts: int, days: int, beyond: int) -> tuple[Pin, ...]:
    """Everybody is OUTSIDE on the `beyond` days after `days`."""
    return tuple(Pin(i, day, shifts + 1) for i in range(people) for day in range(days, days + beyond))
