"""What of a shift are hours worked: all of it that really passes, or what a kind of shift says that counts."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from muster.scheduler.v1 import schedule_pb2, staffing_pb2


@dataclass(frozen=True, slots=True)
class Worked:
    """`counted` are the minutes that count, by kind of shift, where not all do; `at_home` the kinds spent on call."""

    counted: Mapping[str, int] = field(default_factory=dict)
    at_home: frozenset[str] = frozenset()

    @staticmethod
    def of(staffing: staffing_pb2.Staffing) -> "Worked":
        """By the kinds of shift of a site."""
        counted = {shift.id: shift.counted_minutes for shift in staffing.shifts if shift.HasField("counted_minutes")}
        return Worked(counted, frozenset(shift.id for shift in staffing.shifts if shift.on_call))

    def minutes(self, shift: schedule_pb2.Assignment) -> int:
        """Of one shift; where the clock changes during it, those that the instants are apart."""
        return self.counted.get(shift.shift, (shift.end_time.seconds - shift.start_time.seconds) // 60)
