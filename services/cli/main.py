"""The `muster` command."""

import sys

import grpc
import typer

from services.cli import clock, import_, orders, refusal, report, tasks
from services.cli.apply import apply
from services.cli.demo.command import demo
from services.cli.describe import describe
from services.cli.dev import dev
from services.cli.expiring import expiring
from services.cli.explain import explain
from services.cli.export import export
from services.cli.get import get
from services.cli.now import now
from services.cli.plan import diff, plan, publish
from services.cli.reading import read
from services.cli.roster import roster
from services.cli.solving import cancel
from services.runtime.errors import Refused

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Plans the maintenance of an estate and tells everybody what to do and when.",
)
for verb in (
    dev,
    apply,
    get,
    describe,
    plan,
    cancel,
    explain,
    diff,
    publish,
    roster,
    now,
    expiring,
    read,
    export,
    demo,
):
    app.command()(verb)
app.add_typer(tasks.app, name="tasks")
app.add_typer(report.app, name="report")
app.add_typer(orders.app, name="orders")
app.add_typer(clock.app, name="clock")
app.add_typer(import_.app, name="import")


def main() -> None:
    """Run; refusals become one line and an exit code, never a traceback."""
    machine = refusal.wants_json(sys.argv[1:])
    try:
        app()
    except grpc.RpcError as trouble:
        sys.exit(refusal.of_call(trouble, machine=machine))
    except Refused as trouble:
        sys.exit(refusal.of_input(trouble, machine=machine))


if __name__ == "__main__":
    main()
