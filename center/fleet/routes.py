"""The fleet over HTTP: heartbeats and logs of terminals, and figures for Prometheus."""

import hmac
from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Request
from starlette.responses import PlainTextResponse

from center.auth import Authenticator, Caller, Signed
from center.errors import CenterError
from center.fleet.fleet import Fleet
from center.fleet.metrics import exposition
from center.fleet.orders import Orders, about
from center.protocol import ErrorCode, ErrorReply
from center.protocol.fleet import Heartbeat, HeartbeatReply, LogReply, LogReport

_REFUSALS: dict[int | str, dict[str, object]] = {
    status: {"model": ErrorReply} for status in (401, 403, 404, 409, 413, 422, 429, 500, 503)
}


def make_fleet_router(
    *,
    authenticator: Authenticator,
    verified: Callable[[Request], Awaitable[Signed]],
    signed: Callable[..., Awaitable[Caller]],
    fleet: Fleet,
    orders: Orders,
    metrics_token: str | None,
) -> APIRouter:
    """The routes.

    Args:
        authenticator: Spends what was verified.
        verified: A request whose signature is good.
        signed: Who signed a request, which is spent with that.
        fleet: The terminals.
        orders: What they were told to do.
        metrics_token: Who may read the figures; None: nobody, as if they were not there.
    """
    router = APIRouter()
    by_terminal = Depends(signed)

    @router.post("/v1/heartbeats", responses=_REFUSALS)
    async def beat(by: Annotated[Signed, Depends(verified)], heartbeat: Heartbeat) -> HeartbeatReply:
        """Take in how a terminal is; tell it what waits for it."""
        reply, seen = await authenticator.admit_to(
            by,
            lambda connection, caller: fleet.take(
                connection, heartbeat, terminal=caller.terminal, township=caller.township
            ),
            alone_for=about(by.terminal),
        )
        fleet.heard(seen)
        return reply

    @router.post("/v1/logs", responses=_REFUSALS)
    def take_log(caller: Annotated[Caller, by_terminal], report: LogReport) -> LogReply:
        """Take in a log that was asked for."""
        return LogReply(wanted=orders.take_log(caller.terminal, report))

    @router.get("/metrics", responses=_REFUSALS, response_class=PlainTextResponse)
    def metrics(authorization: Annotated[str, Header()] = "") -> PlainTextResponse:
        """The fleet in Prometheus' text format."""
        if metrics_token is None:
            raise CenterError(ErrorCode.NOT_FOUND)
        if not hmac.compare_digest(authorization.encode(), f"Bearer {metrics_token}".encode()):
            raise CenterError(ErrorCode.BAD_SIGNATURE)
        return PlainTextResponse(
            exposition(fleet.terminals()), media_type="text/plain; version=0.0.4; charset=utf-8"
        )

    return router
