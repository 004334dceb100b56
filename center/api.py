"""The center's interface over HTTP; each route is a line from the wire to the room that does the work.

Annotations are evaluated here, as the routes depend on rooms that are arguments.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse
from pydantic import StringConstraints

from center.auth import Authenticator, Caller, Signed
from center.casework import Casework
from center.desk.errors import DeskError
from center.desk.grid.asked import Asked
from center.desk.township import Township
from center.documents import Documents
from center.enrolling import Enrolling
from center.errors import CenterError
from center.fleet.fleet import Fleet
from center.fleet.orders import Orders
from center.fleet.routes import make_fleet_router
from center.handoff.calls import Calls
from center.handoff.routes import make_handoff_router
from center.handoff.service import HandoffService
from center.intake import Intake
from center.lookups import Lookups
from center.pages import Pages
from center.protocol import (
    Dataset,
    DocumentRequest,
    EnrollReply,
    EnrollRequest,
    Envelope,
    ErrorCode,
    ErrorReply,
    Established,
    HealthReply,
    Id,
    IssuedDocument,
    LookupReply,
    LookupRequest,
    MessageReply,
    ProgressReply,
    ProgressRequest,
    RatingReply,
    RatingRequest,
)
from center.settings import CenterSettings

_REFUSALS: dict[int | str, dict[str, object]] = {
    status: {"model": ErrorReply} for status in (401, 403, 404, 409, 413, 422, 429, 500, 503)
}
VerifyCode = Annotated[str, StringConstraints(max_length=64)]


def make_router(
    *,
    settings: CenterSettings,
    clock: Callable[[], datetime],
    authenticator: Authenticator,
    enrolling: Enrolling,
    lookups: Lookups,
    documents: Documents,
    intake: Intake,
    casework: Casework,
    handoffs: HandoffService,
    calls: Calls,
    fleet: Fleet,
    orders: Orders,
    township: Township,
    asked: Asked,
    pages: Pages,
) -> APIRouter:
    """All routes, over the given rooms."""
    router = APIRouter()

    async def verified(request: Request) -> Signed:
        query = f"?{request.url.query}" if request.url.query else ""
        return await authenticator.verify(
            method=request.method,
            path=request.url.path + query,
            headers=request.headers,
            body=await request.body(),
        )

    async def signed(found: Annotated[Signed, Depends(verified)]) -> Caller:
        return await authenticator.admit(found)

    by_terminal = Depends(signed)
    router.include_router(make_handoff_router(signed=signed, handoffs=handoffs, calls=calls))
    router.include_router(
        make_fleet_router(
            authenticator=authenticator,
            verified=verified,
            signed=signed,
            fleet=fleet,
            orders=orders,
            metrics_token=settings.fleet.metrics_token,
        )
    )

    @router.get("/v1/health")
    def health() -> HealthReply:
        """Whether the center works."""
        return HealthReply(ok=True, trial=settings.trial, center_time=clock(), schema_version="1")

    @router.post("/v1/enroll", responses=_REFUSALS)
    def enroll(request: EnrollRequest) -> EnrollReply:
        """Take a terminal in by its one-time code."""
        return enrolling.enroll(request)

    @router.post("/v1/lookups", responses=_REFUSALS)
    def look_up(caller: Annotated[Caller, by_terminal], request: LookupRequest) -> LookupReply:
        """What is known about a person."""
        return lookups.look_up(caller, request)

    @router.post("/v1/documents", responses=_REFUSALS)
    def issue(caller: Annotated[Caller, by_terminal], request: DocumentRequest) -> IssuedDocument:
        """Issue and register a certificate."""
        return documents.issue(caller, request)

    @router.put("/v1/cases/{case_id}/messages/{message_id}", status_code=201, responses=_REFUSALS)
    def take(
        caller: Annotated[Caller, by_terminal],
        case_id: Id,
        message_id: Id,
        envelope: Envelope,
        response: Response,
    ) -> MessageReply:
        """Take in one sealed message about a case; a repeat is answered with 200 and the same reply."""
        reply = intake.take(caller=caller, case_id=case_id, message_id=message_id, envelope=envelope)
        response.status_code = 200 if reply.replayed else 201
        if not reply.replayed:
            asked.look_at(case_id)
        return reply

    @router.post("/v1/progress", responses=_REFUSALS)
    def progress(caller: Annotated[Caller, by_terminal], request: ProgressRequest) -> ProgressReply:
        """How far cases are, by receipt, by slip or by person."""
        if [request.receipt, request.token_sha256, request.number].count(None) != 2:
            raise CenterError(ErrorCode.MALFORMED)
        if request.receipt is not None:
            lookups.admit_receipt(caller)
            return ProgressReply(as_of=clock(), items=casework.of_receipt(request.receipt))
        if request.token_sha256 is not None:
            lookups.admit_receipt(caller)
            return ProgressReply(as_of=clock(), items=casework.of_token(request.token_sha256))
        if request.number is None or request.established is None:
            raise CenterError(ErrorCode.MALFORMED)
        if request.established is Established.TYPED:
            raise CenterError(ErrorCode.NEEDS_CARD)
        asked = LookupRequest(
            number=request.number, established=request.established, datasets=[Dataset.CASES]
        )
        found = lookups.look_up(caller, asked).cases
        if found is None or found.data is None:
            items = casework.of_person(request.number)
        else:
            items = found.data.items
        return ProgressReply(as_of=clock(), items=items)

    @router.post("/v1/ratings", responses=_REFUSALS)
    def rate(caller: Annotated[Caller, by_terminal], request: RatingRequest) -> RatingReply:
        """How satisfied somebody is with a case; a later rating replaces an earlier one."""
        lookups.admit_receipt(caller)
        try:
            township.rate(receipt=request.receipt, score=request.score, words=request.words)
        except DeskError as error:
            raise CenterError(ErrorCode.NOT_FOUND) from error
        return RatingReply()

    @router.get("/v/{code}", response_class=HTMLResponse, responses={404: {"description": "没有这张"}})
    def verify(code: VerifyCode) -> HTMLResponse:
        """Say whether a certificate is genuine."""
        return pages.verification(documents.verify(code))

    return router
