"""The worker: takes solve jobs from the stream, has them solved by the child, and writes the schedule's row.

There is one lease, the consumer's, and one truth, the row. The fence on the row refuses a worker that was thought
dead and comes back late.
"""

import asyncio
import time
from contextlib import suppress
from dataclasses import replace

import structlog
from google.protobuf import json_format
from nats.aio.msg import Msg
from nats.errors import Error as NatsError

from muster.events.v1 import schedule_pb2 as events
from services.runtime.bus import Bus, fetch
from services.runtime.caller import Caller, become
from services.runtime.clock import Now
from services.runtime.database import Database
from services.runtime.errors import Invalid, Missing, Refused, Stale, Unfit, Unreachable
from services.runtime.names import parent_and_id
from services.scheduler import saved, timeline
from services.scheduler.clients import Assets
from services.scheduler.domain.schedule import Reached, Schedule, ScheduleState, bound_of
from services.scheduler.gather import gathered
from services.scheduler.planning import estate as planning
from services.scheduler.planning.child import Failed, Saved
from services.scheduler.planning.rule import cost_of
from services.scheduler.planning.search import Effort, Outcome, Progress
from services.scheduler.solver import Solver, SolverLost
from services.scheduler.storage import clear, proposed, schedules

DURABLE = "solve-workers"
ACK_WAIT_SECONDS = 10.0
HEARTBEAT_SECONDS = 3.0
LOOK_SECONDS = 0.3
TRIES = 3
PAUSES_SECONDS = (1.0, 3.0, 10.0)
"""How long a solve waits before it is tried again; the last holds where its failure could not be written."""
FOR_EVER = -1
LEAST_SECONDS = 1.0
"""How long a solve that goes on from what was saved searches at least."""
MEMORY_MB = 3072
"""How much memory a search may take, in MiB of its child (RSS), unless the settings say otherwise."""
SPARE_SECONDS = 30.0
"""How much longer than its effort a search may take before its child is ended."""

log = structlog.get_logger(room="worker")


class Unsolved(Exception):
    """The search ended without an answer, and would again; the text says how."""


class Worker:
    """Solves one job after the other."""

    def __init__(self, database: Database, bus: Bus, assets: Assets, now: Now, *, memory_mb: int = MEMORY_MB) -> None:
        self._database = database
        self._bus = bus
        self._assets = assets
        self._now = now
        self._memory_mb = memory_mb
        self._solver = Solver()

    async def run(self) -> None:
        """Take jobs for ever; the bus may go away and come back."""
        become(Caller("services/scheduler-worker"))
        try:
            while True:
                try:
                    await self._solver.warm()
                    jobs = await self._bus.subscription(
                        "MUSTER_SOLVE",
                        DURABLE,
                        "muster.v1.solve.>",
                        ack_wait=ACK_WAIT_SECONDS,
                        # The tries are counted here: a job that the broker drops would be solving for ever.
                        deliveries=FOR_EVER,
                    )
                    while True:
                        for message in await fetch(jobs):
                            await self._take(message)
                except (NatsError, TimeoutError, OSError, SolverLost) as trouble:
                    log.warning("the worker waits", trouble=type(trouble).__name__)
                    await asyncio.sleep(0.5)
        finally:
            await self._solver.close()

    async def _take(self, message: Msg) -> None:
        try:
            name = json_format.Parse(message.data, events.SolveRequested()).schedule
            parent_and_id("sites/*/schedules/*", name, "schedule")
        except (json_format.ParseError, Invalid) as trouble:
            # It would come again for ever, and nobody waits for it.
            log.error("a message that asks for no solve", subject=message.subject, trouble=type(trouble).__name__)
            await message.term()
            return
        fence = (message.metadata.sequence.stream, message.metadata.num_delivered)
        alive = asyncio.create_task(_keep_lease(message))
        try:
            again = await self._tried(name, fence)
        finally:
            alive.cancel()
        with suppress(NatsError, TimeoutError):
            if again is None:
                await message.ack_sync(timeout=1)
            else:
                await message.nak(delay=again)

    async def _tried(self, name: str, fence: tuple[int, int]) -> float | None:
        """Solve it. Answers after how many seconds it has to be tried again, None where it is at its end."""
        delivery = fence[1]
        try:
            if delivery > TRIES:
                # The workers before died without a word: the next one shall not.
                raise SolverLost("every worker that took it up died; ask again, for a shorter period if it dies again")
            await self._solve(name, fence)
            return None
        except (SolverLost, Unreachable, Stale) as trouble:
            if _is_fenced(trouble):
                log.info("a solve is another worker's now", schedule=name, delivery=delivery)
                return None
            log.warning("a solve is put back", schedule=name, trouble=str(trouble), delivery=delivery)
            if delivery < TRIES:
                return PAUSES_SECONDS[min(delivery, len(PAUSES_SECONDS)) - 1]
            why = f"given up after {TRIES} tries: {trouble}"
        except Unfit as trouble:
            log.info("a solve is no longer wanted", schedule=name, reason=trouble.reason)
            return None
        except (Missing, Invalid) as trouble:
            why = str(trouble)
        except Unsolved as trouble:
            log.error("a solve did not end", schedule=name, trouble=str(trouble))
            why = str(trouble)
        except Exception as trouble:
            log.error("a solve broke", schedule=name, exc_info=trouble)
            why = f"{type(trouble).__name__}: {trouble}"
        try:
            await self._fail(name, fence, why)
        except (Unreachable, Stale) as trouble:
            if not _is_fenced(trouble):
                log.warning("a failure is not written yet", schedule=name, trouble=str(trouble))
                return PAUSES_SECONDS[-1]
        return None

    async def _solve(self, name: str, fence: tuple[int, int]) -> None:
        parent, id = parent_and_id("sites/*/schedules/*", name, "schedule")
        begun = time.monotonic()
        schedule = await self._take_up(parent, id, fence)
        horizon = await gathered(self._database, self._assets, self._now, parent, schedule)
        # Thousands of rules take a second to write down; the lease and other calls go on meanwhile.
        problem = await asyncio.to_thread(horizon.problem)
        outcome = await self._ask(parent, schedule, fence, problem)
        broken = await asyncio.to_thread(planning.verify, problem, outcome.answer)
        answer = horizon.answer(problem, outcome.answer)
        # All that takes its time comes before the transaction: other writers wait for that one.
        assignments = await asyncio.to_thread(answer.assignments)
        shortfalls = await asyncio.to_thread(answer.shortfalls, broken)
        counts = await asyncio.to_thread(answer.counts, broken)
        cost = cost_of(broken)
        reached = Reached(
            cost=cost,
            phase="done",
            elapsed=round(time.monotonic() - begun, 2),
            bound=bound_of(cost, outcome.bound),
        )
        async with self._database.write() as tx:
            stored = await schedules.get(tx, parent, id)
            stored.value.check_fence(fence)
            await clear(tx, proposed, proposed.table.c.parent == name)
            await proposed.save_all(tx, name, assignments, {}, self._now())
            draft = replace(
                stored.value,
                state=ScheduleState.DRAFT,
                reached=reached,
                shortfalls=shortfalls,
                counts=counts,
            )
            await schedules.save(tx, parent, draft, self._now())
            await saved.forget(tx, parent, id)
        log.info("solved", schedule=name, cost=cost, bound=reached.bound, seconds=reached.elapsed)

    async def _take_up(self, parent: str, id: str, fence: tuple[int, int]) -> Schedule:
        async with self._database.write() as tx:
            stored = await schedules.get(tx, parent, id)
            seen = await timeline.revision(tx, parent.removeprefix("sites/"))
            return (await schedules.save(tx, parent, stored.value.taken_up(fence, seen), self._now())).value

    async def _ask(
        self, parent: str, schedule: Schedule, fence: tuple[int, int], problem: planning.EstateProblem
    ) -> Outcome[planning.Estate]:
        wanted = schedule.effort
        async with self._database.read() as tx:
            start, spent = await saved.known(tx, parent, schedule.id)
        if start is not None:
            log.info("a solve goes on from what was saved", schedule=schedule.id, spent=spent)
        left = max(LEAST_SECONDS, wanted.seconds - spent)
        effort = Effort(seconds=left, workers=wanted.workers, seed=wanted.seed, steps=wanted.steps)
        begun = time.monotonic()
        if (self._solver.resident_mb or 0) > self._memory_mb // 2:
            # What an earlier search has left behind is not this one's.
            await self._solver.close()
        looking = asyncio.create_task(self._stop_when_asked(parent, schedule.id))
        measuring = asyncio.create_task(self._end_when_too_large())
        answered = False
        try:
            async with asyncio.timeout(effort.seconds + SPARE_SECONDS):
                async for heard in self._solver.solve(problem, effort, start):
                    if isinstance(heard, Progress):
                        await self._show(parent, schedule.id, fence, heard)
                        continue
                    if isinstance(heard, Saved):
                        elapsed = spent + time.monotonic() - begun
                        await self._keep(parent, schedule.id, fence, heard.estate, elapsed)
                        continue
                    answered = True
                    if isinstance(heard, Failed):
                        raise Unsolved(f"the search broke: {heard.why}")
                    return heard
        except SolverLost:
            if measuring.done():
                raise Unsolved(
                    f"the search took {measuring.result()} MB of memory, more than the {self._memory_mb} MB of "
                    "SCHEDULER_SOLVER_MEMORY_MB; ask for a shorter period or fewer kinds, or raise the limit"
                ) from None
            raise
        except TimeoutError:
            raise Unsolved(f"the search did not end {SPARE_SECONDS:.0f} s after its {effort.seconds:.0f} s") from None
        finally:
            looking.cancel()
            measuring.cancel()
            if not answered:
                # Whatever the child still says would be taken for the answer to the next problem.
                await self._solver.close()
        raise SolverLost("the solver fell silent")

    async def _show(self, parent: str, id: str, fence: tuple[int, int], progress: Progress) -> None:
        reached = Reached(
            cost=progress.cost,
            phase=progress.phase,
            elapsed=round(progress.elapsed, 2),
            bound=bound_of(progress.cost, progress.bound),
        )
        # A solve goes on while the database is away: progress is no fact.
        with suppress(Unreachable):
            async with self._database.write() as tx:
                stored = await schedules.get(tx, parent, id)
                stored.value.check_fence(fence)
                await schedules.save(tx, parent, replace(stored.value, reached=reached), self._now())

    async def _keep(
        self, parent: str, id: str, fence: tuple[int, int], estate: planning.Estate, elapsed: float
    ) -> None:
        with suppress(Unreachable):
            async with self._database.write() as tx:
                stored = await schedules.get(tx, parent, id)
                stored.value.check_fence(fence)
                await saved.keep(tx, parent, id, estate, elapsed, self._now())

    async def _stop_when_asked(self, parent: str, id: str) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            with suppress(Refused):
                async with self._database.read() as tx:
                    stored = await schedules.get(tx, parent, id)
                if stored.value.stop_asked:
                    await self._solver.stop()

    async def _end_when_too_large(self) -> int:
        """End the child once it takes more memory than it may; answers how many MiB it had taken."""
        while True:
            taken = self._solver.resident_mb or 0
            if taken > self._memory_mb:
                self._solver.kill()
                return taken
            await asyncio.sleep(LOOK_SECONDS)

    async def _fail(self, name: str, fence: tuple[int, int], why: str) -> None:
        parent, id = parent_and_id("sites/*/schedules/*", name, "schedule")
        with suppress(Unfit, Missing):
            async with self._database.write() as tx:
                stored = await schedules.get(tx, parent, id)
                stored.value.check_fence(fence)
                failed = replace(stored.value, state=ScheduleState.FAILED, failure=why[:1000], fence=fence)
                await schedules.save(tx, parent, failed, self._now())
                await saved.forget(tx, parent, id)


def _is_fenced(trouble: Exception) -> bool:
    """Whether a later delivery has taken the job over."""
    return isinstance(trouble, Stale) and trouble.reason == "SOLVE_FENCED"


async def _keep_lease(message: Msg) -> None:
    while True:
        await asyncio.sleep(HEARTBEAT_SECONDS)
        with suppress(NatsError, TimeoutError, OSError):
            await message.in_progress()
