"""What a described estate says of things that a register brought: other intervals, ends of certificates, monitoring."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from services.assets.domain.asset import Asset
from services.assets.domain.days import check_year
from services.assets.domain.followed import check_monitoring, overridden
from services.assets.domain.identifier import check_id
from services.assets.domain.interval import Interval
from services.assets.domain.maintenance_plan import MaintenancePlan
from services.assets.domain.monitoring import Monitoring
from services.runtime.errors import Invalid, at

Plans = Mapping[str, MaintenancePlan]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """An interval that is to be another than the pack's, of a plan or of every plan that follows a rule."""

    id: str
    interval: Interval
    approver: str
    reason: str

    def __post_init__(self) -> None:
        check_id("the override", "id", self.id)


def with_overrides(wanted: Sequence[Wanted], plans: Plans, today: date) -> dict[str, MaintenancePlan]:
    """The plans whose interval is now another, by id. Raises Invalid, with the path, where no rule is overridden."""
    found: dict[str, MaintenancePlan] = {}
    for number, one in enumerate(wanted):
        with at(f"overrides[{number}]"):
            named = [plans[one.id]] if one.id in plans else _following(one.id, plans.values())
            if not named:
                text = f"{one.id} is no plan of the site, and no rule that one of them follows"
                raise Invalid("id", text, hint="muster get maintenance-plans SITE shows both")
            for plan in named:
                if not plan.rule:
                    text = f"{plan.id} follows no rule of a pack: there is nothing to override"
                    raise Invalid("id", text, hint="change its interval where it is written")
                before = found.get(plan.id, plan)
                found[plan.id] = overridden(before, before, one.interval, one.approver, one.reason, today)
    return found


def with_ends(ends: Sequence[tuple[str, date]], plans: Plans, site: str) -> dict[str, MaintenancePlan]:
    """The plans whose certificates end on these days, by id. Raises Invalid, with the path."""
    found: dict[str, MaintenancePlan] = {}
    for number, (id, day) in enumerate(ends):
        path = f"certificates[{number}]"
        if id not in plans:
            hint = "import the register with a pack that knows it, or write the plan with its certificate"
            raise Invalid(f"{path}.maintenance_plan", f"there is no {site}/maintenancePlans/{id}", hint=hint)
        check_year(f"{path}.expire_date", day)
        with at(path):
            found[id] = plans[id].expiring(day)
    return found


def with_monitoring(
    monitored: Sequence[tuple[str, Monitoring]], assets: Mapping[str, Asset], plans: Plans, site: str
) -> dict[str, Asset]:
    """The assets that are maintained on demand, by id. Raises Invalid, with the path, where no rule allows it."""
    found: dict[str, Asset] = {}
    for number, (id, monitoring) in enumerate(monitored):
        path = f"monitored[{number}]"
        if id not in assets:
            hint = "import the register that holds it first"
            raise Invalid(f"{path}.name", f"there is no {site}/assets/{id}", hint=hint)
        found[id] = replace(assets[id], monitoring=monitoring)
        with at(path):
            check_monitoring(found[id], plans.values())
    return found


def _following(rule: str, plans: Iterable[MaintenancePlan]) -> list[MaintenancePlan]:
    return [plan for plan in plans if plan.rule.partition("/")[2] == rule]
