"""A work order: one piece of work on an asset, and how it ended."""

import hashlib
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from services.assets.domain.demand import Demand, Hold
from services.runtime.errors import Invalid, Unfit

LONGEST_PLAN = 52
"""Of a plan's id within an order's: an id has 63 characters, eleven of them are the due day's."""
DIGEST = 10
LONGEST_TEXT = 200


class WorkOrderState(StrEnum):
    """How far the work is."""

    OPEN = "open"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


def order_id(plan: str, due: str) -> str:
    """The id of the order for the visit of `plan` due on `due`; of a long plan id only the beginning and a digest.

    >>> order_id("pump-year", "2026-12-14")
    'pump-year-2026-12-14'
    """
    if len(plan) > LONGEST_PLAN:
        digest = hashlib.sha256(plan.encode()).hexdigest()[:DIGEST]
        plan = f"{plan[: LONGEST_PLAN - DIGEST - 1].rstrip('-')}-{digest}"
    return f"{plan}-{due}"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkOrder:
    """Opened when people are told of an occurrence (`plan`, `due`), closed by the first report that it is done.

    A corrective one has no plan; its `owner` sees to it by the day `due`, or it is planned as its `demand` asks, and
    `origin` says where it comes from. One with a `hold` waits, and comes back by itself. `declined` are those who would
    not do it as they were told last.

    `includes` are the occurrences of larger plans that the same visit fulfils, by name. `people` have been told of it
    and have it still; an order that the last of them loses is cancelled until somebody is told again.
    """

    id: str
    plan: str
    due: str
    asset: str
    display_name: str
    includes: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    state: WorkOrderState = WorkOrderState.OPEN
    performed: datetime | None = None
    performed_by: str = ""
    owner: str = ""
    origin: str = ""
    demand: Demand | None = None
    hold: Hold | None = None
    declined: tuple[str, ...] = ()

    @staticmethod
    def corrective(
        *,
        id: str,
        display_name: str,
        owner: str = "",
        due: date | None = None,
        asset: str = "",
        origin: str = "",
        demand: Demand | None = None,
    ) -> "WorkOrder":
        """An order that no visit asks for: `owner` sees to it by the day `due`, or planning does, as `demand` asks.

        Raises Invalid.
        """
        if demand is None and (not owner or due is None):
            missing = "due_date" if owner else "owner"
            hint = "name who sees to it and by when, or the minutes that it takes: then it is planned"
            raise Invalid(missing, "is missing", hint=hint)
        if not display_name.strip():
            raise Invalid("display_name", "is empty", hint="say what has to be put right")
        for field, text in (("display_name", display_name), ("origin", origin)):
            if len(text) > LONGEST_TEXT:
                raise Invalid(field, f"is longer than {LONGEST_TEXT} characters", hint="shorten it")
        return WorkOrder(
            id=id,
            plan="",
            due=due.isoformat() if due else "",
            asset=asset,
            display_name=display_name,
            owner=owner,
            origin=origin,
            demand=demand,
        )

    @property
    def is_corrective(self) -> bool:
        """Whether somebody asked for it, and not a visit."""
        return not self.plan

    def asks_the_same(self, other: "WorkOrder") -> bool:
        """Whether both were opened for the same work, whatever has become of it since."""
        if self.demand and other.demand:
            # Whoever repeats a report does so later: when it was made is not what it asks for.
            other = replace(other, demand=replace(other.demand, reported=self.demand.reported))
        return self._asked() == other._asked()

    def _asked(self) -> tuple[object, ...]:
        return (self.id, self.plan, self.due, self.asset, self.display_name, self.owner, self.origin, self.demand)

    def including(self, includes: tuple[str, ...]) -> "WorkOrder":
        """With what rides on the visit as people were told last; one that is closed stays as it is."""
        return self if self.state is WorkOrderState.COMPLETED else replace(self, includes=includes)

    def given(self, person: str) -> "WorkOrder":
        """Open, and hers as well; one that is closed stays as it is."""
        if self.state is WorkOrderState.COMPLETED:
            return self
        people = self.people if person in self.people else (*self.people, person)
        declined = tuple(one for one in self.declined if one != person)
        return replace(self, state=WorkOrderState.OPEN, people=people, declined=declined)

    def taken_from(self, person: str) -> "WorkOrder":
        """No longer hers; one for a visit is cancelled where nobody else has it, a fault is still there and stays open.

        One that is closed or never was hers stays as it is.
        """
        if self.state is WorkOrderState.COMPLETED or person not in self.people:
            return self
        people = tuple(one for one in self.people if one != person)
        stays = bool(people) or self.is_corrective
        return replace(self, people=people, state=self.state if stays else WorkOrderState.CANCELLED)

    def declined_by(self, person: str) -> "WorkOrder":
        """No longer hers, for she would not; whoever plans sees it. One that is closed or never was hers stays."""
        if self.state is WorkOrderState.COMPLETED or person not in self.people:
            return self
        return replace(self.taken_from(person), declined=(*self.declined, person))

    def held(self, until: date, reason: str, today: date) -> "WorkOrder":
        """Waiting until the day `until`; said again, the later word counts. Raises Invalid, and Unfit where closed."""
        self._refuse_closed("be held")
        if until <= today:
            raise Invalid("until_date", f"{until} is not after today, {today}", hint="give the day on which it goes on")
        return replace(self, hold=Hold(until, reason))

    def resumed(self) -> "WorkOrder":
        """No longer waiting: the next plan has it at once. Raises Unfit where it is closed."""
        self._refuse_closed("go on")
        return replace(self, hold=None)

    def _refuse_closed(self, what: str) -> None:
        if self.state is not WorkOrderState.OPEN:
            raise Unfit(
                "WORK_ORDER_CLOSED",
                f"the work order {self.id} is {self.state}, it cannot {what}",
                hint="open another for what is left to do",
                state=self.state,
            )

    def completed(self, performed: datetime, by: str) -> "WorkOrder":
        """Closed; a second report of the same work changes nothing, the first one stands."""
        if self.state is WorkOrderState.COMPLETED:
            return self
        return replace(self, state=WorkOrderState.COMPLETED, performed=performed, performed_by=by)
