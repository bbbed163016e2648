"""Why a job is left, as a stable code."""

from services.scheduler.planning.dispatch.board import STEP, Board
from services.scheduler.planning.dispatch.problem import DispatchProblem, Job


def cause(problem: DispatchProblem, board: Board, job: Job) -> str:
    """window_too_short, nobody_certified, waits_for_another, no_tool, group_full or no_crew, looked at on the board's
    day."""
    if job.window[1] - job.window[0] < job.minutes:
        return "window_too_short"
    if any(key not in board.where for key in job.after):
        return "waits_for_another"
    if not job.contractor:
        able = [one for one in problem.technicians if job.trade in one.trades]
        if len(able) < job.crew or any(
            sum(one.skills.get(need.skill, 0) >= need.level for one in able) < need.count for need in job.needs
        ):
            return "nobody_certified"
        shifts = [one.shifts[board.day] for one in board.able(job)]
        rooms = [min(end, job.window[1]) - max(start, job.window[0]) for start, end in shifts]
        if len(rooms) >= job.crew and all(room < job.minutes for room in rooms):
            return "window_too_short"
        if len(rooms) < job.crew:
            return "no_crew"
        if board.lacks_tool(job):
            return "no_tool"
    starts = range(job.window[0], job.window[1] - job.minutes + 1, STEP)
    return "no_crew" if any(board.groups_allow(job, start) for start in starts) else "group_full"
