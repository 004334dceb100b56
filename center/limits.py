"""The outermost layer: bodies have a limit, and nothing unexpected leaves with words in it."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from center.log import CenterEvent, Log, where
from center.protocol import ErrorCode, ErrorReply


class _TooLargeError(Exception):
    """A body went over the limit while it was read."""


class Limits:
    """ASGI middleware; `roomier` names paths that take larger bodies."""

    def __init__(
        self, app: ASGIApp, *, max_body_bytes: int, log: Log, roomier: Mapping[str, int] | None = None
    ) -> None:
        self._app = app
        self._max_body_bytes = max_body_bytes
        self._roomier = dict(roomier or {})
        self._log = log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        seen, started = 0, False
        limit = self._roomier.get(scope["path"], self._max_body_bytes)

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > limit:
                raise _TooLargeError
            return message

        async def noted(message: Message) -> None:
            nonlocal started
            if seen > limit:
                return  # the answer is ours, below
            started = True
            await send(message)

        code = ErrorCode.INTERNAL
        try:
            await self._app(scope, counted, noted)
        except _TooLargeError:
            pass
        except Exception as error:  # the last line: log where, never what
            self._log.warning(
                CenterEvent.REQUEST_FAILED, fault=type(error).__name__, where=where(error.__traceback__)
            )
        if started:
            return
        if seen > limit:
            code = ErrorCode.TOO_LARGE
        reply = ErrorReply(code=code).model_dump(mode="json")
        status = 413 if code is ErrorCode.TOO_LARGE else 500
        await JSONResponse(reply, status_code=status)(scope, receive, send)
