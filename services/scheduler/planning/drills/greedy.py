"""A first answer in well under a second: slots, then who must come, then everybody where it costs her least."""

from collections.abc import Iterator, Sequence

import numpy as np

from services.scheduler.planning.drills.board import Board, Meeting, leads, prune
from services.scheduler.planning.drills.choose import Choice
from services.scheduler.planning.drills.family import Family
from services.scheduler.planning.drills.problem import DrillsProblem

TRIES = 60
"""Other slots that are tried where those who must come attend something else already."""


def first(problem: DrillsProblem, families: Sequence[Family], choice: Choice) -> Board:
    """The board filled at the slots of `choice`, or beside them; a gathering for which nothing is found stays out."""
    board = Board(problem, families)
    owing = {(duty.person, number) for number, duty in enumerate(problem.duties)}
    for f in range(len(families)):
        _hold_all(board, choice, f, owing)
    _everybody(board, owing)
    prune(board)
    return board


def again(board: Board, choice: Choice, f: int) -> None:
    """Hold the gatherings of one family anew, at the slots that `choice` has for it now."""
    board.clear(f)
    family, duties = board.families[f], board.problem.duties
    done = {n for one in board.meetings for row in one.rows for n in board.duties[one.f].get(row, ())}
    owing = {(duties[number].person, number) for number in family.duties if number not in done}
    _hold_all(board, choice, f, owing)
    _everybody(board, owing)
    prune(board, f)


def _hold_all(board: Board, choice: Choice, f: int, owing: set[tuple[str, int]]) -> None:
    for j, c in enumerate(choice.slots[f]):
        _hold(board, choice, f, j, c, owing)


def _hold(board: Board, choice: Choice, f: int, j: int, c: int, owing: set[tuple[str, int]]) -> None:
    for slot in _tries(choice, f, j, c):
        rows = _crew(board, f, slot, owing)
        if rows is not None:
            choice.slots[f][j] = slot
            meeting = Meeting(f, slot)
            board.send(meeting, rows)
            board.meetings.append(meeting)
            owing -= {(_id(board, f, row), number) for row in rows for number in board.families[f].duties}
            return


def _tries(choice: Choice, f: int, j: int, c: int) -> Iterator[int]:
    yield c
    able = choice.able(f)
    yield from (int(o) for o in np.argsort(-choice.worth(f, j), kind="stable")[:TRIES] if able[o] and o != c)


def _crew(board: Board, f: int, c: int, owing: set[tuple[str, int]]) -> list[int] | None:
    """Those who must come: a leader, and as many of the brigade as it asks for; None where they cannot all."""
    family, one = board.families[f], board.families[f].one
    mine = set(family.duties)
    owes = {person for person, number in owing if number in mine}
    able = [row for row in range(len(family.who)) if board.fits(f, c, row)]
    # Cheap people first, then who has to attend one of these anyway, then who attended least.
    able.sort(
        key=lambda row: (
            board.price(f, c, row) - 2 * (_id(board, f, row) in owes),
            board.attended(f, row),
            row,
        )
    )
    people = board.problem.participants
    brigade = [row for row in able if people[family.who[row]].brigade]
    rows: list[int] = []
    if one.leader:
        certified = [row for row in able if leads(board.problem, family, row)]
        if not certified:
            return None
        # One of the brigade who leads counts twice.
        rows.append(next((row for row in certified if row in brigade), certified[0]) if brigade else certified[0])
    missing = one.brigade_least - sum(row in brigade for row in rows)
    rows += [row for row in brigade if row not in rows][: max(0, missing)]
    if sum(row in brigade for row in rows) < one.brigade_least:
        return None
    return rows or able[:1] or None


def _everybody(board: Board, owing: set[tuple[str, int]]) -> None:
    """Send everybody who still has to attend something, those with the least choice first."""
    owed_numbers = {number for _, number in owing}
    offers: dict[tuple[str, int], list[tuple[int, int, Meeting, int]]] = {}
    for place, meeting in enumerate(board.meetings):
        if owed_numbers.isdisjoint(board.families[meeting.f].duties):
            continue
        for row, numbers in board.duties[meeting.f].items():
            owed = owed_numbers.intersection(numbers)
            if owed and board.fits(meeting.f, meeting.c, row):
                price = board.price(meeting.f, meeting.c, row)
                for number in owed:
                    one = board.problem.duties[number].person, number
                    offers.setdefault(one, []).append((price, place, meeting, row))
    for _, several in sorted(offers.items(), key=lambda one: (len(one[1]), one[0])):
        for _, _, meeting, row in sorted(several, key=lambda one: one[:2]):
            if row in meeting.rows:
                break
            if board.fits(meeting.f, meeting.c, row):
                board.send(meeting, [row])
                break


def _id(board: Board, f: int, row: int) -> str:
    return board.problem.participants[board.families[f].who[row]].id
