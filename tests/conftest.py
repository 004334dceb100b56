"""What every test stands on: a home of its own, no network, and no warning that goes unseen."""

from __future__ import annotations

import inspect
import ipaddress
import itertools
import logging
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
import structlog
from hypothesis import HealthCheck, settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

settings.register_profile("here", deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None)
# A submission is not judged by luck; the random search goes on wherever people work.
settings.register_profile("ci", parent=settings.get_profile("here"), derandomize=True)
settings.register_profile("quick", parent=settings.get_profile("here"), max_examples=15)
settings.load_profile("ci" if os.environ.get("CI") else "here")


class NetworkForbiddenError(RuntimeError):
    """A test tried to reach beyond this machine."""


def _is_here(address: object) -> bool:
    if not isinstance(address, tuple):
        return True  # a Unix socket's path
    host = str(address[0])
    if host in ("", "localhost"):
        return True
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def guard(name: str) -> None:
        real = getattr(socket.socket, name)

        def guarded(self: socket.socket, *args: Any) -> Any:
            address = args[-1]
            if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_here(address):
                raise NetworkForbiddenError(f"{name} to {address!r}; tests stay on the loopback address")
            return real(self, *args)

        monkeypatch.setattr(socket.socket, name, guarded)

    for name in ("connect", "connect_ex", "sendto"):
        guard(name)

    real_lookup = socket.getaddrinfo

    def guarded_lookup(host: Any, *args: Any, **kwargs: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if name is not None and not _is_here((name,)):
            raise NetworkForbiddenError(f"look-up of {name!r}; tests stay on the loopback address")
        return real_lookup(host, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", guarded_lookup)


@pytest.fixture(scope="session")
def _homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    base = tmp_path_factory.mktemp("homes")
    return (base / str(number) for number in itertools.count())


@pytest.fixture(autouse=True)
def _own_home(_homes: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    home = next(_homes)
    runtime = home / "run"
    runtime.mkdir(parents=True, mode=0o700)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("KIOSK_HOME", str(home / "kiosk"))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime))
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)


class Logged:
    """What a test logged by way of structlog."""

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []
        self.warnings: list[str] = []

    def named(self, event: str) -> list[dict[str, Any]]:
        """The events of one name, as dictionaries with `event` and `log_level`."""
        return [found for found in self.events if found["event"] == event]


@pytest.fixture(name="logged")
def _logged(monkeypatch: pytest.MonkeyPatch) -> Iterator[Logged]:
    """What was logged by way of structlog; a test that asks for it judges the warnings itself."""
    logged = Logged()
    loud = ("warning", "error", "critical", "exception")

    def keep(_logger: object, method: str, event: structlog.types.EventDict) -> structlog.types.EventDict:
        logged.events.append({**event, "log_level": method})
        if method in loud:
            logged.warnings.append(str(event))
        raise structlog.DropEvent

    def overhear(kind: type, name: str) -> None:
        real = getattr(kind, name)

        def overheard(self: object, message: str) -> None:
            logged.warnings.append(message)
            real(self, message)

        monkeypatch.setattr(kind, name, overheard)

    # Loggers that were handed on have their own writers; the rest use the global configuration.
    for kind in (structlog.WriteLogger, structlog.PrintLogger):
        for name in loud:
            overhear(kind, name)
    structlog.configure(processors=[keep], cache_logger_on_first_use=False)
    yield logged
    structlog.reset_defaults()


@pytest.fixture(autouse=True)
def _no_stray_warnings(
    request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture, logged: Logged
) -> Iterator[None]:
    """Fails a test that logs a warning, unless it asks for `caplog` or `logged` and so looks for itself."""
    asked = set(inspect.signature(request.function).parameters)
    yield
    if asked & {"caplog", "logged"}:
        return
    phases: tuple[Literal["setup", "call"], ...] = ("setup", "call")
    stray = [
        f"{record.name}: {record.getMessage()}"
        for phase in phases
        for record in caplog.get_records(phase)
        if record.levelno >= logging.WARNING
    ]
    stray += logged.warnings
    if stray:
        pytest.fail("logged, and nobody looked:\n  " + "\n  ".join(stray), pytrace=False)
