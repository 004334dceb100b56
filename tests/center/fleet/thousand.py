"""A county of simulated terminals in one process: each signs its heartbeats and takes a release as told.

What is simulated is the inside of a terminal: it tries the release when its share of the ring comes
and the center has not stopped it; a trial lasts one heartbeat, and one in so many fails.
"""

from __future__ import annotations

import asyncio
import hashlib
import random
import secrets
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urlsplit

from nacl.encoding import Base64Encoder
from nacl.signing import SigningKey

from center.protocol import signing_text
from center.protocol.fleet import Condition, Heartbeat, HeartbeatReply, Part, PartHealth, Releases, Use
from config.names import Channel

OLD, NEW = 5, 6
PATH = "/v1/heartbeats"


def fails(code: str, percent: int) -> bool:
    """Whether the new release does not come up there."""
    return int.from_bytes(hashlib.sha256(f"fails {code}".encode()).digest()[:4], "big") % 100 < percent


@dataclass
class Simulated:
    """One terminal."""

    code: str
    key: SigningKey
    area: str = "990101"
    releases: Releases = field(default_factory=lambda: Releases(good=OLD, high=OLD))
    began_at_s: float | None = None
    held: bool = False
    beats: int = 0

    def heartbeat(self) -> Heartbeat:
        return Heartbeat(
            beat_id=uuid.uuid4().hex,
            at=datetime.now(UTC),
            version="0.1.0",
            up_s=3600,
            releases=self.releases,
            models={"kokoro": "1.1", "whisper-base": "1"},
            parts=tuple(Condition(part=part, health=PartHealth.WORKS) for part in Part),
            disk_free_mb=20_000,
            uses=(Use(service="old-age-allowance", started=1, finished=1),) if random.random() < 0.05 else (),
        )

    def headers(self, body: bytes) -> dict[str, str]:
        at, nonce = datetime.now(UTC), secrets.token_hex(16)
        text = signing_text(
            method="POST", path=PATH, time=at, nonce=nonce, body_sha256=hashlib.sha256(body).hexdigest()
        )
        signature = self.key.sign(text, encoder=Base64Encoder).signature.decode()
        return {
            "Content-Type": "application/json",
            "X-Terminal": self.code,
            "X-Time": at.isoformat(),
            "X-Nonce": nonce,
            "X-Signature": signature,
        }

    def live_on(self, channel: Channel, reply: HeartbeatReply, *, failing_percent: int) -> None:
        """What happens until the next heartbeat."""
        mine = self.releases
        if mine.trial is not None:
            if fails(self.code, failing_percent):
                self.releases = mine.model_copy(update={"trial": None, "bad": (NEW,)})
            else:
                self.releases = mine.model_copy(update={"trial": None, "good": NEW})
            return
        self.held = NEW in reply.held
        wanted = mine.high < NEW and channel.is_for(f"{self.area}-{self.code}")
        if wanted and not self.held:
            self.releases = Releases(good=OLD, trial=NEW, high=NEW)
            self.began_at_s = time.monotonic()


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: str
    body: bytes


@dataclass(frozen=True)
class Caller:
    """HTTP by hand, a connection for each request as a terminal has it: a thousand fit into one process."""

    host: str
    port: int
    timeout_s: float = 30.0

    @classmethod
    def of(cls, url: str) -> Caller:
        parts = urlsplit(url)
        assert parts.hostname
        assert parts.port
        return cls(parts.hostname, parts.port)

    async def __call__(
        self, method: str, path: str, headers: dict[str, str] | None = None, body: bytes = b""
    ) -> Answer:
        """Sends a request and reads its answer to the end.

        Raises:
            OSError: No answer came; TimeoutError is one.
        """
        async with asyncio.timeout(self.timeout_s):
            reader, writer = await asyncio.open_connection(self.host, self.port)
            try:
                lines = [f"{method} {path} HTTP/1.1", f"Host: {self.host}:{self.port}", "Connection: close"]
                lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
                lines.append(f"Content-Length: {len(body)}")
                writer.write("\r\n".join([*lines, "", ""]).encode() + body)
                raw = await reader.read(-1)
            finally:
                writer.close()
        head, _, content = raw.partition(b"\r\n\r\n")
        first, _, rest = head.decode("latin-1").partition("\r\n")
        if not first:
            raise ConnectionResetError("closed without an answer")
        return Answer(int(first.split()[1]), rest, content)


@dataclass
class County:
    """All of them, and what the clock said.

    Attributes:
        beat_ms: How long each heartbeat took, from the terminal's side.
        page_ms: How long the fleet's page took.
        stopped_s: When the first terminal heard that the release is stopped, and at which percentage.
    """

    url: str
    terminals: list[Simulated]
    channel: Channel
    every_s: float
    failing_percent: int
    beat_ms: list[float] = field(default_factory=list)
    page_ms: list[float] = field(default_factory=list)
    refused: Counter[int] = field(default_factory=Counter)
    stopped_s: float | None = None
    stopped_percent: int = 0
    over: asyncio.Event = field(default_factory=asyncio.Event)

    async def live(self, one: Simulated, call: Caller, chance: random.Random) -> None:
        """A terminal's life, until all is over."""
        wait_s, failures = chance.uniform(0, self.every_s), 0
        while not await self._over_within(wait_s):
            body = one.heartbeat().model_dump_json().encode()
            began_s = time.perf_counter()
            try:
                answer = await call("POST", PATH, one.headers(body), body)
            except OSError:
                self.refused[0] += 1
                failures += 1
            else:
                self.beat_ms.append((time.perf_counter() - began_s) * 1000)
                if answer.status == 200:
                    one.beats, failures = one.beats + 1, 0
                    reply = HeartbeatReply.model_validate_json(answer.body)
                    if NEW in reply.held and self.stopped_s is None:
                        self.stopped_s, self.stopped_percent = time.monotonic(), self.channel.percent
                    one.live_on(self.channel, reply, failing_percent=self.failing_percent)
                else:
                    self.refused[answer.status] += 1
                    failures += 1
            if failures:  # as the terminal's own heartbeat does: a center that is slow is not run over
                wait_s = chance.uniform(self.every_s / 2, self.every_s * 2 ** min(failures, 6))
            else:
                spent_s = time.perf_counter() - began_s
                wait_s = max(0.0, self.every_s * chance.uniform(0.9, 1.1) - spent_s)

    async def watch_page(self, call: Caller, cookie: str, every_s: float = 1.0) -> None:
        """Somebody who looks at the fleet's page all the time."""
        while not await self._over_within(every_s):
            began_s = time.perf_counter()
            try:
                answer = await call("GET", "/desk/fleet", {"Cookie": cookie})
                assert answer.status == 200, answer.status
            except TimeoutError:
                pass  # it counts with all the time that it took
            self.page_ms.append((time.perf_counter() - began_s) * 1000)

    async def _over_within(self, seconds: float) -> bool:
        try:
            await asyncio.wait_for(self.over.wait(), seconds)
        except TimeoutError:
            return False
        return True

    async def all_beat(self, times: int, *, within_s: float) -> bool:
        """Waits until each terminal was heard so many times more; false if that takes too long."""
        wanted = {one.code: one.beats + times for one in self.terminals}
        try:
            async with asyncio.timeout(within_s):
                while any(one.beats < wanted[one.code] for one in self.terminals):
                    await asyncio.sleep(0.5)
        except TimeoutError:
            return False
        return True

    def stages(self) -> Counter[str]:
        """How far the terminals are."""
        return Counter(
            "failed"
            if NEW in one.releases.bad
            else "trial"
            if one.releases.trial == NEW
            else "good"
            if one.releases.good == NEW
            else "old"
            for one in self.terminals
        )


def quantile(values: list[float], share: float) -> float:
    """The value below which a share of them lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
