"""What surrounds every call: who calls, what is logged, how a refusal reaches the wire."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any
from uuid import uuid4

import grpc
import structlog
from google.protobuf import any_pb2
from google.rpc import error_details_pb2, status_pb2

from services.runtime.caller import become, from_metadata
from services.runtime.errors import Invalid, Missing, Refused, Unreachable
from services.runtime.logs import traced

DOMAIN = "muster"
log = structlog.get_logger(room="calls")
Context = grpc.aio.ServicerContext


class Calls(grpc.aio.ServerInterceptor):
    """Wraps each handler; an unexpected error is logged here and leaves as a bare INTERNAL."""

    async def intercept_service(
        self,
        continuation: Callable[[grpc.HandlerCallDetails], Awaitable[Any]],
        handler_call_details: grpc.HandlerCallDetails,
    ) -> Any:
        handler = await continuation(handler_call_details)
        if handler is None or not handler_call_details.method.startswith("/muster."):
            return handler
        method = handler_call_details.method
        if handler.response_streaming:
            wrapped = _streaming(method, handler.unary_stream or handler.stream_stream)
            make = (
                grpc.stream_stream_rpc_method_handler
                if handler.request_streaming
                else (grpc.unary_stream_rpc_method_handler)
            )
        else:
            wrapped = _unary(method, handler.unary_unary or handler.stream_unary)
            make = (
                grpc.stream_unary_rpc_method_handler
                if handler.request_streaming
                else (grpc.unary_unary_rpc_method_handler)
            )
        return make(wrapped, handler.request_deserializer, handler.response_serializer)


def _unary(method: str, behaviour: Any) -> Any:
    async def call(request: Any, context: Context) -> Any:
        begun = _begin(context)
        try:
            answer = await behaviour(request, context)
        except (Exception, asyncio.CancelledError) as trouble:
            await _end(method, begun, context, trouble)
        else:
            log.debug("answered", method=method, seconds=round(time.monotonic() - begun, 3))
            return answer

    return call


def _streaming(method: str, behaviour: Any) -> Any:
    async def call(request: Any, context: Context) -> AsyncIterator[Any]:
        begun = _begin(context)
        try:
            async for answer in behaviour(request, context):
                yield answer
        except (Exception, asyncio.CancelledError) as trouble:
            await _end(method, begun, context, trouble)

    return call


def _begin(context: Context) -> float:
    caller = from_metadata(context.invocation_metadata())
    become(caller)
    structlog.contextvars.bind_contextvars(call=uuid4().hex[:12])
    return time.monotonic()


async def _end(method: str, begun: float, context: Context, trouble: BaseException) -> None:
    seconds = round(time.monotonic() - begun, 3)
    if isinstance(trouble, asyncio.CancelledError):
        if context.cancelled() or context.done():
            raise trouble
        # grpc.aio leaves the caller hanging to its deadline when a cancellation escapes (grpc issue 29248).
        trouble = Unreachable("CALL_INTERRUPTED", "the server is stopping", hint="the call may be repeated")
    if isinstance(trouble, Refused):
        log.info("refused", method=method, reason=trouble.reason, seconds=seconds)
        status = to_status(trouble)
        trailers = (("grpc-status-details-bin", status.SerializeToString()),)
        await context.abort(grpc.StatusCode[trouble.code], trouble.message, trailers)
    if isinstance(trouble, grpc.RpcError | grpc.aio.AbortError):
        raise trouble
    log.error("failed", method=method, seconds=seconds, trouble=traced(trouble))
    await context.abort(grpc.StatusCode.INTERNAL, "an unexpected error; the server's log has it")


def to_status(refusal: Refused) -> status_pb2.Status:
    """A refusal as google.rpc.Status: always an ErrorInfo, and what fits the kind of refusal beside it."""
    details: list[Any] = [
        error_details_pb2.ErrorInfo(reason=refusal.reason, domain=DOMAIN, metadata=refusal.facts),
    ]
    if isinstance(refusal, Invalid):
        violation = error_details_pb2.BadRequest.FieldViolation(field=refusal.field, description=refusal.text)
        details.append(error_details_pb2.BadRequest(field_violations=[violation]))
    if isinstance(refusal, Missing):
        details.append(error_details_pb2.ResourceInfo(resource_name=refusal.facts["name"]))
    if isinstance(refusal, Unreachable):
        retry = error_details_pb2.RetryInfo()
        retry.retry_delay.FromMilliseconds(500)
        details.append(retry)
    if refusal.hint:
        details.append(error_details_pb2.LocalizedMessage(locale="en", message=refusal.hint))
    packed = []
    for detail in details:
        box = any_pb2.Any()
        box.Pack(detail)
        packed.append(box)
    return status_pb2.Status(code=grpc.StatusCode[refusal.code].value[0], message=refusal.message, details=packed)
