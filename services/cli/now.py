"""`muster now`: who stands where, what is down, what comes next and what runs out."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

import typer

from muster.assets.v1 import asset_pb2, asset_pb2_grpc, maintenance_plan_pb2, redundancy_group_pb2, work_order_pb2
from muster.notifier.v1 import task_pb2
from muster.scheduler.v1 import person_pb2, schedule_pb2, staffing_pb2
from services.cli import fetch
from services.cli.connection import Addresses, addresses, channel
from services.cli.coverage import Needs
from services.cli.days import day_of, local, short
from services.cli.departures import of_work
from services.cli.expiring import of_assets
from services.cli.fault import respond_by
from services.cli.get import Form
from services.cli.words import thing
from services.runtime.errors import Invalid

AHEAD = timedelta(hours=24)
EXPIRY_DAYS = 60
SHOWN = 12
"""How many lines a part shows before it counts the rest."""


@dataclass(frozen=True, slots=True)
class Place:
    """A post at an instant: who stands there and how many it needs."""

    post: str
    shift: str
    people: tuple[str, ...]
    needed: int
    until: datetime
    without: tuple[tuple[str, str], ...] = ()
    """Who of them does not hold what the post asks for on that day, and what that is."""


@dataclass(frozen=True, slots=True)
class Thing:
    """Something with a time: what, when, who or why."""

    what: str
    when: datetime | date | None
    who: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A site at an instant."""

    at: datetime
    posts: tuple[Place, ...]
    without_post: tuple[str, ...]
    under_way: tuple[Thing, ...]
    following: tuple[Thing, ...]
    down: tuple[Thing, ...]
    expiring: tuple[Thing, ...]
    waiting: tuple[Thing, ...]
    declined: tuple[Thing, ...]
    faults: tuple[Thing, ...] = ()
    """Faults that are open, by the instant by which somebody should be there."""
    held: tuple[Thing, ...] = ()
    """Work that waits, by the day on which it goes on."""


def now(
    site: str = typer.Argument(help="Id of the site."),
    form: Form = typer.Option(Form.TABLE, "-o", "--output", help="table or json."),
) -> None:
    """Show who stands on each post, what is under way, what is down, what comes next and what runs out."""
    if form not in (Form.TABLE, Form.JSON):
        raise Invalid("-o", f'this cannot be printed as "{form}"', hint="table or json")
    where = addresses()
    name = fetch.scope(site).site
    zone = fetch.zone(where, name)
    instant = fetch.present(where).astimezone(zone)
    today = instant.date()
    people = fetch.people(where, name)
    orders = fetch.undone_orders(where, name)
    found = picture(
        instant,
        tuple(fetch.assignments(where, name, today - timedelta(days=1), today + timedelta(days=1))),
        fetch.staffing(where, name),
        people,
        _down(where, name, orders),
        (*fetch.unanswered(where, name), *fetch.declined(where, name)),
        fetch.departing(where, name),
        orders,
        fetch.certificates(where, name),
    )
    if form is Form.JSON:
        typer.echo(json.dumps(asdict(found), indent=2, ensure_ascii=False, default=_text))
        return
    names = {person.name: person.display_name for person in people}
    for line in told(found, names):
        typer.echo(line)


def picture(
    instant: datetime,
    assignments: Sequence[schedule_pb2.Assignment],
    staffing: staffing_pb2.Staffing,
    people: Sequence[person_pb2.Person],
    down: Sequence[Thing],
    tasks: Sequence[task_pb2.Task],
    departing: Mapping[str, str] = MappingProxyType({}),
    orders: Sequence[work_order_pb2.WorkOrder] = (),
    certificates: Sequence[maintenance_plan_pb2.MaintenancePlan] = (),
) -> Picture:
    """The site at `instant`, which is in its zone; `assignments` are in force from yesterday to tomorrow.

    `departing` says by plan who approved of another interval than the pack's, and why; `orders` nobody has completed;
    `certificates` are the plans that renew what ends.
    """
    zone = instant.tzinfo
    assert isinstance(zone, ZoneInfo)
    timed = [one for one in assignments if one.HasField("start_time")]
    spans = {one.key: (local(one.start_time, zone), local(one.end_time, zone)) for one in timed}
    running = [one for one in timed if spans[one.key][0] <= instant < spans[one.key][1]]
    soon = [one for one in timed if instant < spans[one.key][0] <= instant + AHEAD]
    shift, job = schedule_pb2.Assignment.KIND_SHIFT, schedule_pb2.Assignment.KIND_JOB
    untimed = [one for one in assignments if not one.HasField("start_time") and day_of(one.date) == instant.date()]
    today = instant.date()
    expiring = [
        Thing(held.id, day_of(held.expire_date), (person.name,))
        for person in people
        for held in person.qualifications
        if held.HasField("expire_date") and (day_of(held.expire_date) - today).days <= EXPIRY_DAYS
    ]
    expiring += [
        Thing(one.what, one.ends, (one.of,), one.standing.value)
        for one in of_assets(certificates, today, EXPIRY_DAYS)
        if one.ends
    ]
    told = [task for task in tasks if task.state == task_pb2.Task.STATE_ASSIGNED]
    return Picture(
        at=instant,
        posts=_posts(instant, [one for one in running if one.kind == shift], spans, staffing, people),
        without_post=tuple(person for one in running if one.kind == shift and not one.post for person in one.people),
        under_way=tuple(
            Thing(_what(one), spans[one.key][1], tuple(one.people) or _contractor(one), _departs(one, departing))
            for one in sorted(running, key=lambda one: spans[one.key])
            if one.kind != shift
        ),
        following=(
            *(Thing(_what(one), today, _contractor(one), _note(one, departing)) for one in untimed),
            *(
                Thing(_what(one), spans[one.key][0], tuple(one.people) or _contractor(one), _departs(one, departing))
                for one in sorted(soon, key=lambda one: spans[one.key])
                if one.kind != shift and (one.kind != job or one.people or one.contractor)
            ),
        ),
        down=tuple(down),
        expiring=tuple(sorted(expiring, key=lambda one: (str(one.when), one.who, one.what))),
        waiting=tuple(
            Thing(task.display_name, local(task.start_time, zone), (task.person,), task.name)
            # What begins next comes first: there is still time to ask.
            for task in sorted(told, key=lambda task: (local(task.start_time, zone) < instant, _begin(task)))
        ),
        declined=tuple(
            Thing(task.display_name, local(task.start_time, zone), (task.person,), task.answers[-1].note)
            for task in sorted(tasks, key=_begin)
            if task.state == task_pb2.Task.STATE_DECLINED and local(task.end_time, zone) > instant
        ),
        faults=tuple(_faults([one for one in orders if not _waits(one, today)], assignments, staffing, zone)),
        held=tuple(
            Thing(order.display_name, _returns(order), (), f"waits: {order.hold_reason}")
            for order in sorted(orders, key=lambda one: (_returns(one), one.name))
            if _waits(order, today)
        ),
    )


def _faults(
    orders: Sequence[work_order_pb2.WorkOrder],
    assignments: Sequence[schedule_pb2.Assignment],
    staffing: staffing_pb2.Staffing,
    zone: ZoneInfo,
) -> Iterator[Thing]:
    """The faults, the soonest first, with whoever is told to see to them."""
    given = {one.work: (*one.people, *_contractor(one)) for one in assignments}
    faults = [(respond_by(order, staffing), order) for order in orders if order.priority]
    for by, order in sorted(faults, key=lambda each: (each[0], each[1].name)):
        word = work_order_pb2.WorkOrder.Priority.Name(order.priority).removeprefix("PRIORITY_").lower()
        who = given.get(order.name, ())
        yield Thing(order.display_name, by.astimezone(zone), who, word if who else f"{word}, nobody is told")


def _returns(order: work_order_pb2.WorkOrder) -> date:
    return day_of(order.held_until_date) if order.HasField("held_until_date") else date.min


def _waits(order: work_order_pb2.WorkOrder, today: date) -> bool:
    """Whether it is not to be gone on with yet."""
    return _returns(order) > today


def _begin(task: task_pb2.Task) -> tuple[int, str]:
    return task.start_time.seconds, task.name


def _posts(
    instant: datetime,
    running: Sequence[schedule_pb2.Assignment],
    spans: dict[str, tuple[datetime, datetime]],
    staffing: staffing_pb2.Staffing,
    people: Sequence[person_pb2.Person],
) -> tuple[Place, ...]:
    """Every post that is manned or should be, in the order of the staffing."""
    yesterday = instant.date() - timedelta(days=1)
    needs = Needs.of(staffing, yesterday, instant.date())
    midnight = datetime.combine(instant.date(), datetime.min.time(), instant.tzinfo)
    there: dict[tuple[str, str, date], list[schedule_pb2.Assignment]] = {}
    for one in running:
        if one.post:
            there.setdefault((one.post, one.shift, day_of(one.date)), []).append(one)
    found = []
    for post, shift in needs.heads:
        kind = next((each for each in staffing.shifts if each.id == shift), None)
        for day in (yesterday, instant.date()) if kind else ():
            assert kind is not None
            begin = midnight + timedelta(days=(day - instant.date()).days, minutes=kind.start_minute)
            end = begin + timedelta(minutes=kind.minutes)
            present = there.pop((post, shift, day), [])
            needed = needs.of_post(post, shift, day)
            if begin <= instant < end and (needed or present):
                who = tuple(person for one in present for person in one.people)
                found.append(Place(post, shift, who, needed, end, _without(post, day, who, staffing, people)))
    # What the staffing does not know, as a fire watch that an outage asked for.
    for (post, shift, _), present in there.items():
        who = tuple(person for one in present for person in one.people)
        found.append(Place(post, shift, who, len(who), max(spans[one.key][1] for one in present)))
    return tuple(found)


def _without(
    post: str,
    day: date,
    who: Sequence[str],
    staffing: staffing_pb2.Staffing,
    people: Sequence[person_pb2.Person],
) -> tuple[tuple[str, str], ...]:
    """What was taken away or ran out since the shift was published: (person, qualification) of those on the post."""
    asked = next((one.needs for one in staffing.posts if one.id == post), ())
    held = {
        person.name: {
            one.id for one in person.qualifications if not one.HasField("expire_date") or day_of(one.expire_date) >= day
        }
        for person in people
    }
    return tuple((one, need) for one in who if one in held for need in asked if need not in held[one])


def told(found: Picture, names: dict[str, str]) -> Iterator[str]:
    """Lines for a terminal; `names` are display names by resource name."""
    yield f"{short(found.at.date())} {found.at:%Y %H:%M %Z}"
    yield "ON POST" if found.posts else "ON POST  nobody is asked for"
    for place in found.posts:
        lacking = f"  ! {place.needed - len(place.people)} missing" if len(place.people) < place.needed else ""
        lacking += "".join(f"  ! {thing(one, names)} without {need}" for one, need in place.without)
        yield f"  {place.post:18} {place.shift:8} until {place.until:%H:%M}  {_who(place.people, names)}{lacking}"
    if found.without_post:
        yield f"  on shift without a post: {_who(found.without_post, names)}"
    for title, things, empty in (
        ("DECLINED, AND STILL IN THE PLAN", found.declined, "nothing"),
        ("FAULTS, SOMEBODY THERE BY", found.faults, "none open"),
        ("UNDER WAY", found.under_way, "no job or drill"),
        ("NEXT 24 H", found.following, "no job or drill"),
        ("WAITS", found.held, "nothing"),
        ("OUT OF SERVICE", found.down, "nothing"),
        (f"CERTIFICATES THAT END WITHIN {EXPIRY_DAYS} DAYS", found.expiring, "none"),
        ("TOLD BUT NOT ACKNOWLEDGED", found.waiting, "nothing"),
    ):
        yield title if things else f"{title}  {empty}"
        for one in things[:SHOWN]:
            yield f"  {_when(one.when, found.at):13} {one.what}  {_who(one.who, names)}  {one.note}".rstrip()
        if len(things) > SHOWN:
            yield f"  +{len(things) - SHOWN} more"


def _when(when: datetime | date | None, at: datetime) -> str:
    if when is None:
        return ""
    if isinstance(when, datetime):
        return f"{when:%H:%M}" if when.date() == at.date() else f"{when:%a %d %H:%M}"
    days = (when - at.date()).days
    if days == 0:
        return "today"
    return f"in {days} days" if days > 0 else f"{-days} days ago"


def _who(people: Sequence[str], names: dict[str, str]) -> str:
    return ", ".join(thing(person, names) for person in people) or "-"


def _what(one: schedule_pb2.Assignment) -> str:
    name = one.display_name or thing(one.work or one.key, {})
    return f"{name} at {one.place}" if one.place and one.place not in name.split() else name


def _departs(one: schedule_pb2.Assignment, departing: Mapping[str, str]) -> str:
    return of_work((one.work, *one.includes), departing) if departing else ""


def _note(one: schedule_pb2.Assignment, departing: Mapping[str, str]) -> str:
    departs = _departs(one, departing)
    return f"today, no minutes yet{f' [{departs}]' if departs else ''}"


def _contractor(one: schedule_pb2.Assignment) -> tuple[str, ...]:
    return (one.contractor,) if one.contractor else ()


def _down(where: Addresses, site: str, orders: Sequence[work_order_pb2.WorkOrder]) -> list[Thing]:
    with channel(where.assets) as connection:
        every = asset_pb2_grpc.AssetServiceStub(connection).ListAssets
        request = asset_pb2.ListAssetsRequest(parent=site, page_size=fetch.PAGE)
        assets = list(fetch.pages(every, request, "assets"))
        groups = fetch.groups(connection, site)
    return out_of_service(assets, orders, groups)


def out_of_service(
    assets: Sequence[asset_pb2.Asset],
    orders: Sequence[work_order_pb2.WorkOrder],
    groups: Sequence[redundancy_group_pb2.RedundancyGroup],
) -> list[Thing]:
    """The assets that are down, by their state or until one of `orders` is done, with what their groups have left."""
    over = work_order_pb2.WorkOrder.STATE_CANCELLED
    stopped = {one.asset: one.display_name for one in orders if one.down and one.asset and one.state != over}
    return [
        Thing(one.display_name, None, (), "; ".join(filter(None, (stopped.get(one.name), _left(one.name, groups)))))
        for one in assets
        if one.state == asset_pb2.Asset.STATE_OUT_OF_SERVICE or one.name in stopped
    ]


def _left(asset: str, groups: Sequence[redundancy_group_pb2.RedundancyGroup]) -> str:
    """What the groups of an asset have left: "lifts-b5: 2 of 3 up, 2 needed"."""
    return "; ".join(
        f"{group.display_name or thing(group.name, {})}: {len(group.members) - group.down_count} of"
        f" {len(group.members)} up, {group.keep_up} needed"
        for group in groups
        if asset in group.members
    )


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
