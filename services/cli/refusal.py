"""How a refusal reaches a person at a terminal: one error, one hint, an exit code."""

import grpc
import typer
from google.rpc import error_details_pb2

from services.runtime import channel
from services.runtime.errors import Invalid, Refused

EXIT = {
    grpc.StatusCode.INVALID_ARGUMENT: 2,
    grpc.StatusCode.ALREADY_EXISTS: 2,
    grpc.StatusCode.NOT_FOUND: 3,
    grpc.StatusCode.PERMISSION_DENIED: 4,
    grpc.StatusCode.UNAUTHENTICATED: 4,
    grpc.StatusCode.UNAVAILABLE: 6,
    grpc.StatusCode.DEADLINE_EXCEEDED: 6,
}
"""Exit codes; whatever is not named is 1. docs/reference/exit-codes.md lists them."""

SILENCE = {
    grpc.StatusCode.UNAVAILABLE: "the server does not answer",
    grpc.StatusCode.DEADLINE_EXCEEDED: "the server did not answer in time",
}
AGAIN = 'see whether it runs ("muster dev" starts one), then give the command again: what was done is not done twice'


def of_call(trouble: grpc.RpcError) -> int:
    """Say why a call failed; answers the exit code."""
    found = channel.details(trouble)
    message, hint = trouble.details() or trouble.code().name, found.get(error_details_pb2.LocalizedMessage)
    if trouble.code() in SILENCE and not found:
        message = SILENCE[trouble.code()]
        hint = error_details_pb2.LocalizedMessage(message=AGAIN)
    say(message, hint)
    return EXIT.get(trouble.code(), 1)


def of_input(refusal: Refused) -> int:
    """Say what is wrong with what was given; answers the exit code."""
    hint = error_details_pb2.LocalizedMessage(message=refusal.hint) if refusal.hint else None
    say(refusal.message, hint)
    return 2 if isinstance(refusal, Invalid) else EXIT.get(grpc.StatusCode[refusal.code], 1)


def say(message: str, hint: error_details_pb2.LocalizedMessage | None) -> None:
    """To stderr: stdout is for data."""
    typer.echo(f"error: {message}", err=True)
    if hint:
        typer.echo(f"hint: {hint.message}", err=True)
