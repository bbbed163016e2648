"""`python -m benchmarks publish --assignments 5000`: the first argument names what is measured."""

import sys
from importlib import import_module

KINDS = ("dispatch", "dispatch_table", "elevators", "estate", "programme", "publish", "roster", "roster_table")


def main() -> None:
    """Hand the other arguments to what the first one names, which alone is imported."""
    name = sys.argv[1] if len(sys.argv) > 1 else ""
    if name not in KINDS:
        sys.exit(f'there is no benchmark "{name}"; there is {", ".join(sorted(KINDS))}')
    import_module(f"benchmarks.{name}").main(sys.argv[2:])


main()
