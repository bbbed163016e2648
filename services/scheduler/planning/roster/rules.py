"""Every rule of the guard roster: `rules_of` is the table of contents. A rule's scope is "contract ID", "person ID" or,
of cover, "post ID"; the empty scope is everybody."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from services.scheduler.planning.kinds import count, minutes, run, succession, week, weekend, wish
from services.scheduler.planning.kinds.face import Line, RowKind
from services.scheduler.planning.roster.problem import UNKNOWN, Contract, Person, RosterProblem
from services.scheduler.planning.rule import Rule, Tier

KINDS: dict[str, RowKind] = {
    "count": count,
    "minutes": minutes,
    "run": run,
    "succession": succession,
    "week": week,
    "weekend": weekend,
    "wish": wish,
}
COVER = Rule(
    id="posts_are_covered",
    tier=Tier.SAFETY,
    sentence="Each post has the people it needs, with the qualifications it needs",
    kind="cover",
)
CREWS = Rule(
    id="crews_are_on_duty",
    tier=Tier.CONTRACT,
    sentence="The crews that the programme asks for are on duty on its days",
    kind="cover",
    # Visits wait for it: it is worth a weekend and a shift of overtime, both of this tier.
    parameters={"price": 40},
)
ASKED = Rule(
    id="posts_have_no_more_people_than_they_ask_for",
    tier=Tier.CONTRACT,
    sentence="Nobody is sent to a post that asks for nobody more",
    kind="cover",
)
DAY = 1440


def rules_of(problem: RosterProblem) -> tuple[Rule, ...]:
    """The rules of this problem, one row for each contract or person where their parameters differ."""
    by_contract = [rule for contract in problem.contracts for rule in _of_contract(problem, contract)]
    by_person = [rule for person in problem.people if person.contract for rule in _of_person(problem, person)]
    return (COVER, CREWS, ASKED, *by_contract, *by_person, *problem.rules)


def rules_by_person(problem: RosterProblem, rules: Sequence[Rule]) -> list[list[Rule]]:
    """Those of `rules` that are about one person's row, for each person."""
    by_scope: dict[str, list[Rule]] = {}
    for rule in rules:
        if rule.kind in KINDS:
            by_scope.setdefault(rule.scope, []).append(rule)
    return [
        [rule for scope in ("", f"contract {one.contract}", f"person {one.id}") for rule in by_scope.get(scope, ())]
        for one in problem.people
    ]


def rules_of_the_day(rules: Sequence[Rule]) -> list[Rule]:
    """Those about who is on duty beside whom."""
    return [rule for rule in rules if rule.kind == "company"]


def cover_rules(problem: RosterProblem) -> tuple[Rule, ...]:
    """For each post the rule that says what an empty place of it costs."""
    given = {rule.scope: rule for rule in problem.rules if rule.kind == "cover"}
    return tuple(given.get(f"post {post.id}", CREWS if post.crew else COVER) for post in problem.posts)


def line_of(problem: RosterProblem, person: Person) -> Line:
    """What the kinds see of the person's row."""
    lengths = (0, *(shift.minutes for shift in problem.shifts))
    return Line(problem.days, problem.first_weekday, lengths, person.history)


def _of_contract(problem: RosterProblem, contract: Contract) -> Iterator[Rule]:
    scope = f"contract {contract.id}"
    work = tuple(range(1, len(problem.shifts) + 1))
    nights = tuple(code for code in work if problem.shifts[code - 1].night)
    tight = _too_close(problem, contract)
    turns = tuple(
        x
        for a in work
        for b in work
        if a != b and (a, b, 1) not in tight
        for x in (a, b, 1)
        if _same_length(problem, a, b)
    )
    yield Rule(
        id="guards_rest_between_shifts",
        tier=Tier.LEGAL,
        sentence="Between two shifts a guard rests as long as the contract says",
        kind="succession",
        parameters={"triples": tuple(x for triple in sorted(tight) for x in triple)},
        scope=scope,
    )
    yield Rule(
        id="guards_have_a_day_off_in_time",
        tier=Tier.LEGAL,
        sentence="A guard works only so many days in a row",
        kind="run",
        parameters={"codes": work, "most": contract.days_in_row},
        scope=scope,
    )
    overlong = tuple(code for code in work if problem.shifts[code - 1].minutes > contract.day_limit)
    if overlong:
        yield Rule(
            id="guards_work_within_the_day_limit",
            tier=Tier.LEGAL,
            sentence="No shift of a guard is longer than the contract's day",
            kind="count",
            parameters={"codes": overlong, "days": tuple(range(problem.days)), "most": 0},
            scope=scope,
        )
    yield from _week_limits(problem, contract, scope)
    if nights:
        yield Rule(
            id="guards_work_few_nights_in_a_row",
            tier=Tier.SAFETY,
            sentence="A guard works only so many nights in a row",
            kind="run",
            parameters={"codes": nights, "most": contract.nights_in_row},
            scope=scope,
        )
        yield Rule(
            id="guards_are_off_after_nights",
            tier=Tier.SAFETY,
            sentence="After a run of nights a guard has days off",
            kind="succession",
            parameters={"triples": _after_nights(work, nights, contract.days_off_after_nights)},
            scope=scope,
        )
    yield Rule(
        id="guards_have_weekends_off",
        tier=Tier.CONTRACT,
        sentence="A guard has a whole weekend off every few weeks",
        kind="weekend",
        parameters={"mode": "in_row", "most": contract.weekends_in_row, "price": 20},
        scope=scope,
    )
    yield Rule(
        id="guards_have_no_single_day_off",
        tier=Tier.PREFERENCE,
        sentence="Days off come at least two together",
        kind="run",
        parameters={"codes": (0,), "least": 2, "price": 3},
        scope=scope,
    )
    yield Rule(
        id="guards_have_no_single_working_day",
        tier=Tier.PREFERENCE,
        sentence="Working days come at least two together",
        kind="run",
        parameters={"codes": work, "least": 2, "price": 2},
        scope=scope,
    )
    yield Rule(
        id="guards_keep_their_shift_in_a_run",
        tier=Tier.PREFERENCE,
        sentence="From one working day to the next the shift stays the same",
        kind="succession",
        parameters={"triples": turns},
        scope=scope,
    )
    yield Rule(
        id="guards_have_weekends_whole",
        tier=Tier.PREFERENCE,
        sentence="Of a weekend both days are worked or neither",
        kind="weekend",
        parameters={"mode": "whole"},
        scope=scope,
    )


def _week_limits(problem: RosterProblem, contract: Contract, scope: str) -> Iterator[Rule]:
    what = {
        "id": "guards_work_within_the_week_limit",
        "sentence": "A guard's hours in a week stay within the limit, on average where the contract averages",
    }
    if contract.averaging_weeks == 1:
        yield Rule(**what, tier=Tier.LEGAL, kind="week", parameters={"most": contract.week_limit}, scope=scope)
        return
    for block, most in week_limits(problem, contract):
        yield Rule(**what, tier=Tier.LEGAL, kind="minutes", parameters={"days": block, "most": most}, scope=scope)


def _of_person(problem: RosterProblem, person: Person) -> Iterator[Rule]:
    scope = f"person {person.id}"
    contract = problem.contract_of(person)
    period = tuple(range(problem.days))
    for month in months_of(problem, len(person.history)):
        yield Rule(
            id="guards_overtime_stays_within_the_month",
            tier=Tier.LEGAL,
            sentence="Overtime in a month stays within the contract's cap, with room for the drills to come",
            kind="minutes",
            parameters={
                "days": month,
                "most": problem.norm(person, month) + contract.overtime_month - _reserved(person, month),
            },
            scope=scope,
        )
    norm = problem.norm(person, period)
    # The norm of a few days says little: who was told more or less than it was told so for the whole roster's sake.
    kept = _told_codes(person)
    minutes = [sum(problem.shifts[code - 1].minutes for code in kept.values() if code)] if kept else []
    yield Rule(
        id="guards_work_no_overtime",
        tier=Tier.CONTRACT,
        sentence="Over the period nobody works beyond the paid norm, or what they were told",
        kind="minutes",
        parameters={"days": period, "most": max(norm, *minutes)} if minutes else {"days": period, "most": norm},
        scope=scope,
    )
    yield Rule(
        id="guards_get_their_hours",
        tier=Tier.CONTRACT,
        sentence="Over the period everybody works the paid norm, less two shifts at most, or what they were told",
        kind="minutes",
        parameters={"days": period, "least": min([max(0, norm - 960), *minutes])},
        scope=scope,
    )
    told = [(day, code) for day, (code, _) in enumerate(person.was) if code != UNKNOWN]
    if told:
        yield Rule(
            id="guards_keep_what_they_were_told",
            tier=Tier.PREFERENCE,
            sentence="What is in force stays as it is, unless something above it asks for a change",
            kind="wish",
            parameters={
                "days": tuple(day for day, _ in told),
                "codes": tuple(code for _, code in told),
                "weights": (1,) * len(told),
                "price": 15,
            },
            scope=scope,
        )
    yield from _fair_shares(problem, person, scope)
    if person.wishes:
        yield Rule(
            id="guards_get_their_wishes",
            tier=Tier.PREFERENCE,
            sentence="A guard's wishes for a day are met",
            kind="wish",
            parameters={
                "days": tuple(w.day for w in person.wishes),
                "codes": tuple(w.code for w in person.wishes),
                "weights": tuple(w.weight for w in person.wishes),
                "price": 4,
            },
            scope=scope,
        )


def _told_codes(person: Person) -> dict[int, int]:
    """By day, what is in force for them and still possible; empty where nothing is."""
    return {
        day: code for day, (code, _) in enumerate(person.was) if code != UNKNOWN and not (code and day in person.away)
    }


def _fair_shares(problem: RosterProblem, person: Person, scope: str) -> Iterator[Rule]:
    """Everybody's share of nights and of weekend days follows their paid norm, give or take one: of the places that
    they may fill, for a technician's nights are not a guard's."""
    period = range(problem.days)
    work = tuple(range(1, len(problem.shifts) + 1))
    nights = tuple(code for code in work if problem.shifts[code - 1].night)
    weekends = tuple(d for d in period if problem.weekday(d) >= 5)
    for rule, what, codes, days in (
        ("guards_share_nights", "Nights", nights, tuple(period)),
        ("guards_share_weekends", "Weekend days", work, weekends),
    ):
        if codes and days:
            fair = round(_fair(problem, codes, days).get(person.id, 0))
            kept = _told_codes(person)
            had = [sum(kept.get(day) in codes for day in days)] if kept else []
            yield Rule(
                id=rule,
                tier=Tier.PREFERENCE,
                sentence=f"{what} are shared by paid hours, give or take one",
                kind="count",
                parameters={
                    "codes": codes,
                    "days": days,
                    "least": min([max(0, fair - 1), *had]),
                    "most": max([fair + 1, *had]),
                    "price": 3,
                },
                scope=scope,
            )


@lru_cache(maxsize=8)
def _fair(problem: RosterProblem, codes: tuple[int, ...], days: tuple[int, ...]) -> dict[str, float]:
    """By person, the share of the places in these shifts on these days. A post's places go to those who may fill them,
    in proportion to their paid norm; scarce people are needed at scarce posts, so the rarest post is shared first."""
    norms = {person.id: problem.norm(person, range(problem.days)) for person in problem.people}
    shares: dict[str, float] = dict.fromkeys(norms, 0.0)
    able = {
        post.id: [
            person.id
            for person in problem.people
            if any(person.holds(post.needs, d) and any(person.allowed[d][c - 1] for c in codes) for d in days)
        ]
        for post in problem.posts
    }
    wanted = sum(post.heads[d][c - 1] for post in problem.posts for d in days for c in codes)
    even = {person: wanted * norm / (sum(norms.values()) or 1) for person, norm in norms.items()}
    for post in sorted(problem.posts, key=lambda post: len(able[post.id])):
        places = sum(post.heads[d][c - 1] for d in days for c in codes)
        # Who has her even share from rarer posts already is asked for little more here.
        room = {person: max(0.01, even[person] - shares[person]) for person in able[post.id]}
        whole = sum(room.values())
        for person, part in room.items():
            shares[person] += places * part / whole
    return shares


def _too_close(problem: RosterProblem, contract: Contract) -> set[tuple[int, int, int]]:
    """(earlier, later, days apart) with less than the contract's rest between; days further apart are far enough."""
    close = set()
    for a, earlier in enumerate(problem.shifts, start=1):
        for b, later in enumerate(problem.shifts, start=1):
            for gap in range(1, 8):
                if gap * DAY + later.start - (earlier.start + earlier.minutes) < contract.rest_minutes:
                    close.add((a, b, gap))
    return close


def _same_length(problem: RosterProblem, a: int, b: int) -> bool:
    return problem.shifts[a - 1].minutes == problem.shifts[b - 1].minutes


def _after_nights(work: tuple[int, ...], nights: tuple[int, ...], off: int) -> tuple[int, ...]:
    """Nothing follows a night within `off` days, but a night that goes on with the run."""
    cases = ((n, c, gap) for n in nights for c in work for gap in range(1, off + 1) if gap > 1 or c not in nights)
    return tuple(x for case in cases for x in case)


def weeks_of(problem: RosterProblem, weeks: int) -> Iterator[tuple[int, ...]]:
    """Blocks of `weeks` calendar weeks (from Monday) that touch the period. They are counted from Monday 2001-01-01,
    so that the next period goes on with the block in which this one ends; the first begins before the period."""
    begun = 7 * (problem.first_week % weeks)
    for monday in range(-problem.first_weekday - begun, problem.days, 7 * weeks):
        yield tuple(range(monday, min(monday + 7 * weeks, problem.days)))


def week_limits(problem: RosterProblem, contract: Contract) -> Iterator[tuple[tuple[int, ...], int]]:
    """The known days of each block over which the contract averages, and the most minutes on them.

    Of a block that began before the history or goes on after the period only the calendar weeks with a known day give
    their limit: what nobody knows of is neither worked nor spared. A single week so keeps its limit whole.
    """
    known = max((len(one.history) for one in problem.people if one.contract == contract.id), default=0)
    for block in weeks_of(problem, contract.averaging_weeks):
        days = tuple(day for day in block if day >= -known)
        weeks = len({(problem.first_weekday + day) // 7 for day in days})
        yield days, contract.week_limit * weeks


def _reserved(person: Person, days: tuple[int, ...]) -> int:
    """Minutes that may be needed on one of `days`; for two months, where either may be chosen."""
    return sum(minutes for first, last, minutes in person.reserved if first <= days[-1] and last >= days[0])


def months_of(problem: RosterProblem, known: int) -> Iterator[tuple[int, ...]]:
    """The calendar months as far as they are known: days of history and of the period."""
    ends = (*problem.months[1:], problem.days)
    for begin, end in zip(problem.months, ends, strict=True):
        days = tuple(range(max(begin, -known), min(end, problem.days)))
        if days and days[-1] >= 0:
            yield days
