"""What a board costs, counted from its meetings as the search goes; `verify` has the last word."""

from itertools import combinations

from services.scheduler.planning.drills import rules
from services.scheduler.planning.drills.board import Board
from services.scheduler.planning.drills.problem import NIGHT
from services.scheduler.planning.kinds.face import price
from services.scheduler.planning.rule import Tier
from services.scheduler.planning.search import Cost


def tally(board: Board) -> Cost:
    """The cost by tier; a board never breaks a hard rule."""
    problem, tiers = board.problem, [0, 0, 0, 0]
    count = [0] * len(board.families)
    days: dict[str, list[int]] = {family.one.obligation: [] for family in board.families}
    nights = dict.fromkeys(days, 0)
    done: set[int] = set()
    for meeting in board.meetings:
        family = board.families[meeting.f]
        day, start = family.slots[meeting.c]
        count[meeting.f] += 1
        days[family.one.obligation].append(day)
        nights[family.one.obligation] += family.one.night_counts and NIGHT[0] <= start <= NIGHT[1]
        done.update(number for row in meeting.rows for number in board.duties[meeting.f].get(row, ()))
        tiers[Tier.PREFERENCE] += int(family.reach.price[meeting.rows, meeting.c].sum())
    for family, held in zip(board.families, count, strict=True):
        unheld = len(family.keys) - held
        tiers[family.one.tier] += price(rules.HELD) * unheld
        tiers[Tier.CONTRACT] += price(rules.PINNED) * unheld * family.pinned
    tiers[Tier.CONTRACT] += price(rules.EVERYBODY) * (len(problem.duties) - len(done))
    for obligation, several in days.items():
        spacing = problem.spacing.get(obligation, 0)
        missing = sum(max(0, spacing - abs(a - b)) for a, b in combinations(several, 2))
        short = max(0, problem.night_least.get(obligation, 0) - nights[obligation])
        tiers[Tier.CONTRACT] += price(rules.SPACED) * missing + price(rules.AT_NIGHT) * short
    return tiers[0], tiers[1], tiers[2], tiers[3]
