"""`python -m benchmarks publish --assignments 5000`: the first argument names what is measured."""

import sys

from benchmarks import publish

KINDS = {"publish": publish.main}


def main() -> None:
    """Hand the other arguments to what the first one names."""
    name = sys.argv[1] if len(sys.argv) > 1 else ""
    if name not in KINDS:
        sys.exit(f'there is no benchmark "{name}"; there is {", ".join(sorted(KINDS))}')
    KINDS[name](sys.argv[2:])


main()
