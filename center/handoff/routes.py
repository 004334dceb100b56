"""The routes by which terminals hand drafts over and call for staff.

Annotations are evaluated here, as the routes depend on rooms that are arguments.
"""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import APIRouter, Depends

from center.auth import Caller
from center.handoff.calls import Calls
from center.handoff.service import HandoffService
from center.protocol import CallReply, ErrorReply, HandoffReply, HandoffRequest, Id

_REFUSALS: dict[int | str, dict[str, object]] = {
    status: {"model": ErrorReply} for status in (401, 403, 404, 413, 422, 429, 500, 503)
}


def make_handoff_router(
    *, signed: Callable[..., Awaitable[Caller]], handoffs: HandoffService, calls: Calls
) -> APIRouter:
    """All routes, over the given rooms.

    Args:
        signed: Says which terminal signed a request.
        handoffs: Keeps tokens.
        calls: Keeps calls for staff.
    """
    router = APIRouter()
    by_terminal = Depends(signed)

    @router.put("/v1/handoffs/{case_id}", responses=_REFUSALS)
    def hand_over(
        caller: Annotated[Caller, by_terminal], case_id: Id, request: HandoffRequest
    ) -> HandoffReply:
        """Let a one-time token open a draft that this terminal has delivered."""
        return handoffs.register(caller, case_id, request)

    @router.put("/v1/calls/{call_id}", responses=_REFUSALS)
    def call(caller: Annotated[Caller, by_terminal], call_id: Id) -> CallReply:
        """Call staff to the terminal; the same id again is the same call."""
        return calls.call(caller, call_id)

    @router.get("/v1/calls/{call_id}", responses=_REFUSALS)
    def look(caller: Annotated[Caller, by_terminal], call_id: Id) -> CallReply:
        """Whether somebody is coming."""
        return calls.look(caller, call_id)

    return router
