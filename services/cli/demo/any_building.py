"""Staff for a building of which only the register is known: technicians by its work, guards for two posts.

Made up by rule, to try Muster on any register; a supervisor edits the text into what is true.
"""

import json
from collections.abc import Iterator, Mapping
from math import ceil, isfinite
from pathlib import Path

from services.cli.estate.document import parsed
from services.cli.estate.file import EstateFile, described
from services.runtime.errors import Invalid
from services.runtime.names import ID

WEEKS, HOURS_A_WEEK = 13, 30
"""A quarter, and what of a 40-hour week is left for planned work beside ways, breakdowns and leave."""

PEOPLE_A_POST = 4.8
"""How many people man one place round the clock with leave and sickness; published figures are 4.7 to 5.0."""

ENTRANCE, CONTROL_ROOM = 1, 2  # heads at any hour
GUARDS = ceil((ENTRANCE + CONTROL_ROOM) * PEOPLE_A_POST)
CERTIFIED = ceil(CONTROL_ROOM * PEOPLE_A_POST)
LONGEST_SITE, LONGEST_TRADE = 15, 20  # a person's id is made of both and a number, in 40 characters
BRIGADE, DRILL_LEADERS = 6, 3

FRAME = """\
# A building of which only the register is known, with staff in proportion to its work. All people are made up.
site: {{id: {site}, name: {name}, zone: {zone}{more}}}
shifts: {{day: "07:00-15:00", evening: "15:00-23:00", night: "23:00-07:00"}}
posts:
  entrance:
    name: Entrance
    needs: [guard-permit]
    people: {{day: {entrance}, evening: {entrance}, night: {entrance}}}
  control-room:
    name: Fire control room
    needs: [control-room]
    people: {{day: {control}, evening: {control}, night: {control}}}
contracts:
  guard: {{hours_week: 40, hours_day: 8, limit_week: 52, rest: 11h, days_in_row: 6, nights_in_row: 4}}
obligations:
  fire-drill:
    name: Fire drill
    kind: drill
    every: quarter
    length: 90m
    everyone: [brigade]
    brigade: 4
    leader: drill-leader
    announce: 7
  safety-seminar: {{name: Safety seminar, kind: training, every: month, length: 90m, everyone: [guard], sittings: 4}}
fire_watch: {{after: 10h, trades: [fire], needs: [guard-permit]}}
people:
"""


def estate_for(
    site_id: str,
    zone: str,
    trades: Mapping[str, float],
    *,
    name: str = "",
    pack: str = "",
    holidays: str = "",
    crews: Mapping[str, int] | None = None,
) -> EstateFile:
    """The estate that `text_for` writes, as the services take it. Raises Invalid."""
    text = text_for(site_id, zone, trades, name=name, pack=pack, holidays=holidays, crews=crews)
    return described(parsed(Path("any-building.yaml"), text))


def text_for(
    site_id: str,
    zone: str,
    trades: Mapping[str, float],
    *,
    name: str = "",
    pack: str = "",
    holidays: str = "",
    crews: Mapping[str, int] | None = None,
) -> str:
    """YAML for `muster apply`: two posts round the clock, a guard team for them, technicians for each trade.

    `trades` are person-hours a quarter by trade; "" is work that anybody may do and hires nobody. `crews` say how many
    a trade needs at once, where that is more than 2. Raises Invalid for hours that cannot be.
    """
    more = "".join(f", {key}: {value}" for key, value in (("pack", pack), ("holidays", holidays)) if value)
    frame = FRAME.format(
        site=site_id,
        name=json.dumps(name or site_id, ensure_ascii=False),
        zone=zone,
        more=more,
        entrance=ENTRANCE,
        control=CONTROL_ROOM,
    )
    hired = {trade: heads(trade, hours, (crews or {}).get(trade, 2)) for trade, hours in trades.items() if trade}
    return frame + "".join(f"  {line}\n" for line in (*_guards(site_id), *_technicians(site_id, hired)))


def heads(trade: str, hours: float, crew: int = 2) -> int:
    """How many technicians do `hours` of a trade in a quarter: at least a crew, for most visits need two."""
    if not ID.fullmatch(trade) or len(trade) > LONGEST_TRADE:
        raise Invalid(f"trades.{trade}", "is no id of a trade", hint=f"a-z, 0-9 and -, at most {LONGEST_TRADE}")
    if not isfinite(hours) or hours < 0:
        raise Invalid(f"trades.{trade}", f"{hours} is no number of hours", hint="person-hours a quarter, at least 0")
    return max(2, crew, ceil(hours / (WEEKS * HOURS_A_WEEK)))


def _guards(site: str) -> Iterator[str]:
    for n in range(1, GUARDS + 1):
        has = ["guard-permit"]
        if n <= CERTIFIED:
            has.append("control-room")
        # The brigade is counted from the other end: a drill takes few of those who may sit in the control room.
        place = GUARDS - n
        if place < DRILL_LEADERS:
            has.append("drill-leader")
        part = "leader" if place < DRILL_LEADERS else "member" if place < BRIGADE else ""
        brigade = f"brigade: {part}, " if part else ""
        held = ", ".join(has)
        yield f"{_id(site, 'guard', n)}: {{name: Guard {n}, contract: guard, {brigade}has: [{held}], sites: [{site}]}}"


def _technicians(site: str, hired: Mapping[str, int]) -> Iterator[str]:
    for trade, count in hired.items():
        called = f"{trade.replace('-', ' ').capitalize()} technician"
        for n in range(1, count + 1):
            other = n + 1 if n % 2 else n - 1
            crew = f"crew: {_id(site, trade, other)}, " if other <= count else ""
            told = f'name: {called} {n}, has: [{trade}], hours: "mon-fri 08:00-17:00", {crew}sites: [{site}]'
            yield f"{_id(site, trade, n)}: {{{told}}}"


def _id(site: str, kind: str, n: int) -> str:
    """People belong to the company, so two buildings need two guards number 1."""
    return f"{site[:LONGEST_SITE].rstrip('-')}-{kind}-{n}"
