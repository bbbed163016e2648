"""How a refusal reaches a person at a terminal, or a program: one error, one hint, an exit code."""

import json
from collections.abc import Sequence

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


def of_call(trouble: grpc.RpcError, *, machine: bool = False) -> int:
    """Say why a call failed, to a person or to a program; answers the exit code."""
    info = channel.details(trouble).get(error_details_pb2.ErrorInfo, error_details_pb2.ErrorInfo())
    say(*why(trouble), trouble.code().name, info.reason, info.metadata.get("field", ""), machine=machine)
    return EXIT.get(trouble.code(), 1)


def why(trouble: grpc.RpcError) -> tuple[str, str]:
    """Why a call failed, and what to do about it ("": nobody knows)."""
    found = channel.details(trouble)
    if trouble.code() in SILENCE and not found:
        return SILENCE[trouble.code()], AGAIN
    hint = found.get(error_details_pb2.LocalizedMessage)
    # Where a workbook is refused the text names the file; the part of the stream that carried it tells nobody anything.
    message = (trouble.details() or trouble.code().name).removeprefix("chunk: ")
    return message, hint.message if hint else ""


def of_input(refusal: Refused, *, machine: bool = False) -> int:
    """Say what is wrong with what was given, to a person or to a program; answers the exit code."""
    field = refusal.facts.get("field", "")
    say(refusal.message, refusal.hint, refusal.code, refusal.reason, field, machine=machine)
    return 2 if isinstance(refusal, Invalid) else EXIT.get(grpc.StatusCode[refusal.code], 1)


def say(message: str, hint: str, code: str, reason: str, field: str, *, machine: bool) -> None:
    """To stderr: stdout is for data. For a program it is one line of JSON, without what is not known."""
    if machine:
        facts = {"code": code, "reason": reason, "field": field, "message": message, "hint": hint}
        typer.echo(json.dumps({key: fact for key, fact in facts.items() if fact}, ensure_ascii=False), err=True)
        return
    typer.echo(f"error: {message}", err=True)
    if hint:
        typer.echo(f"hint: {hint}", err=True)


def wants_json(arguments: Sequence[str]) -> bool:
    """Whether a command is asked to answer a program. The -o of an export is a file, whatever its name."""
    if "export" in arguments[:1]:
        return False
    pairs = zip(arguments, (*arguments[1:], ""), strict=True)
    return any(
        one in ("-ojson", "--output=json") or (one in ("-o", "--output") and following == "json")
        for one, following in pairs
    )
