"""Where the plans of a site come from, and which assets have none."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

BEHIND = {"law": "by law", "standard": "by standard", "guide": "by guide", "unverified": "without a source"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A job of the file that says for which type it is, but not what one visit looks after."""

    job: str
    display_name: str
    assets: int
    floors: int
    spaces: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeWithout:
    """A type some of whose assets are in no plan; empty: assets that have no type."""

    type: str
    display_name: str
    assets: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanReport:
    """What the plans of a site rest on after an import. Counts are plans, but `without` counts assets."""

    pack: str  # its id; empty: none was named
    file: int
    by_kind: Mapping[str, int]  # of the pack's, by what stands behind the interval
    stopped: int
    assumed: int  # of which nobody said when the last visit was
    awaiting: int = 0  # certificates of which nobody said when they end
    without: int
    types: tuple[TypeWithout, ...]  # of `without`, most assets first
    waiting: tuple[Waiting, ...]
    remarks: tuple[str, ...]

    def text(self, most: int = 10) -> str:
        """The report as plain lines for a supervisor, types cut after `most`."""
        return "\n".join(f"  {line}" for line in self._lines(most)) + "\n"

    def _lines(self, most: int) -> Iterator[str]:
        parts = [f"{self.file:,} from the file"]
        told = [f"{self.by_kind[kind]:,} {words}" for kind, words in BEHIND.items() if self.by_kind.get(kind)]
        if told:
            parts.append(f"{', '.join(told)} (pack {self.pack})")
        parts.append(f"{self.without:,} asset{'s have' if self.without != 1 else ' has'} none")
        yield "plans: " + "; ".join(parts)
        if told:
            yield "  assumed by the pack, not law: what one visit looks after, minutes, crews, trades and outages"
        if not self.pack and self.without:
            yield "  no pack was named: with one, assets of types that it knows get plans"
        if self.assumed:
            yield f"  {self.assumed:,} count from an assumed day: nobody said when the last visit was; give last_visits"
        if self.awaiting:
            one = self.awaiting == 1
            have = "certificate has" if one else "certificates have"
            yield f"  {self.awaiting:,} {have} no known end, so no renewal is planned: give certificates"
        for remark in self.remarks:
            yield f"  {remark}"
        if self.stopped:
            yield f"  {self.stopped:,} stopped: they follow neither from this file nor from a pack that was named"
        for job in self.waiting:
            yield (
                f'  waits for a scope: job {job.job} "{job.display_name}", {job.assets:,} assets on {job.floors:,} '
                f"floor{'s' if job.floors != 1 else ''}, in {job.spaces:,} space{'s' if job.spaces != 1 else ''}"
            )
        if self.types:
            shown = ", ".join(f"{one.display_name or 'no type'} {one.assets:,}" for one in self.types[:most])
            rest = len(self.types) - most
            yield f"  without a plan, by type: {shown}" + (f" and {rest:,} more" if rest > 0 else "")
