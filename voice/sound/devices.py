"""Which loudspeaker and microphone there are now, as the sound server tells it.

The server is asked by its own tool, in processes of their own: it may be gone, restarted, or hang, and Qt
then goes on naming devices that are no more.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

_ASK_TIMEOUT_S: Final = 3.0
_AGAIN_S: Final = 1.0
_SETTLES_S: Final = 0.1
_TELLS: Final = tuple(
    f"'{what}' on {kind} "
    for what, kind in (
        *(("new", "sink"), ("remove", "sink"), ("new", "source"), ("remove", "source")),
        *(("new", "card"), ("remove", "card"), ("change", "card"), ("change", "server")),
    )
)
"""Not every change of a sink: it changes with each sound. A plug in a socket changes its card."""
_EARS = ("headphone", "headset", "hands-free", "earpiece")


@dataclass(frozen=True, slots=True)
class SoundDevices:
    """What there is to speak with and to hear with.

    Attributes:
        speaker: The server's name of it; None where there is none.
        microphone: The same.
        headphones: What is said is heard by one person alone.
        server: Another one for each server, and for each of its runs; "" where there is none.
    """

    speaker: str | None = None
    microphone: str | None = None
    headphones: bool = False
    server: str = ""


def choose(
    sinks: Sequence[Mapping[str, Any]],
    sources: Sequence[Mapping[str, Any]],
    defaults: Mapping[str, Any],
    *,
    speaker: str = "",
    microphone: str = "",
) -> SoundDevices:
    """Decides which devices are used.

    Headphones come first, then the one that the settings name, then the server's own choice. A server's
    stand-in for no device (``auto_null``), a socket with nothing plugged in, and the echo of a loudspeaker
    (a monitor) are no devices.

    Args:
        sinks: As `pactl --format=json list sinks` prints them.
        sources: The same, of sources.
        defaults: As `pactl --format=json info` prints it.
        speaker: Part of the description of the one loudspeaker to use; "" lets the server choose.
        microphone: The same, of the microphone.
    """
    real_sinks = [sink for sink in sinks if _there(sink)]
    real_sources = [source for source in sources if _there(source) and not _is_monitor(source)]
    on_ears = [sink for sink in real_sinks if _for_ears(sink)]
    named_sink = _pick(real_sinks, speaker, defaults.get("default_sink_name"))
    sink = (
        (on_ears[0] if named_sink is None or named_sink not in on_ears else named_sink)
        if on_ears
        else named_sink
    )
    source = _pick(real_sources, microphone, defaults.get("default_source_name"))
    return SoundDevices(
        speaker=str(sink["name"]) if sink else None,
        microphone=str(source["name"]) if source else None,
        headphones=bool(on_ears),
        server=str(defaults.get("cookie") or "unnamed"),
    )


def _pick(devices: Sequence[Mapping[str, Any]], wanted: str, default: object) -> Mapping[str, Any] | None:
    if wanted:
        return next((one for one in devices if wanted in str(one.get("description", ""))), None)
    return next((one for one in devices if one.get("name") == default), devices[0] if devices else None)


def _there(device: Mapping[str, Any]) -> bool:
    if not device.get("name") or str(device["name"]).startswith("auto_null"):
        return False
    port = _active_port(device)
    return port is None or port.get("availability") != "not available"


def _is_monitor(source: Mapping[str, Any]) -> bool:
    kind = (source.get("properties") or {}).get("device.class")
    return kind == "monitor" or str(source["name"]).endswith(".monitor")


def _for_ears(sink: Mapping[str, Any]) -> bool:
    form = str((sink.get("properties") or {}).get("device.form_factor", ""))
    port = _active_port(sink) or {}
    words = f"{form} {port.get('type', '')} {port.get('name', '')}".lower()
    return any(word in words for word in _EARS)


def _active_port(device: Mapping[str, Any]) -> Mapping[str, Any] | None:
    active = device.get("active_port")
    return next((port for port in device.get("ports") or () if port.get("name") == active), None)


def read_devices(*, speaker: str = "", microphone: str = "") -> SoundDevices:
    """Asks the server once; a server that does not answer has no devices."""
    try:
        return choose(
            _ask("list", "sinks"),
            _ask("list", "sources"),
            _ask("info"),
            speaker=speaker,
            microphone=microphone,
        )
    except (OSError, subprocess.SubprocessError, ValueError, KeyError, TypeError, AttributeError):
        return SoundDevices()


def _ask(*what: str) -> Any:
    done = subprocess.run(
        ["pactl", "--format=json", *what],
        capture_output=True,
        check=True,
        timeout=_ASK_TIMEOUT_S,
        env=os.environ | {"LC_ALL": "C.UTF-8"},
    )
    return json.loads(done.stdout)


class DeviceWatch:
    """Tells which devices there are, at the start and whenever that changes.

    Args:
        tell: Called from a thread of the watch's own.
        speaker: Part of the description of the loudspeaker to use; "" lets the server choose.
        microphone: The same, of the microphone.
        read: Asks the server; tests put their own here.
    """

    def __init__(
        self,
        tell: Callable[[SoundDevices], None],
        *,
        speaker: str = "",
        microphone: str = "",
        read: Callable[..., SoundDevices] = read_devices,
    ) -> None:
        self._tell = tell
        self._named = {"speaker": speaker, "microphone": microphone}
        self._read = read
        self._last: SoundDevices | None = None
        self._closing = threading.Event()
        self._process: subprocess.Popen[str] | None = None
        self._thread = threading.Thread(target=self._run, name="devices", daemon=True)

    def start(self) -> None:
        """Begins to watch."""
        self._thread.start()

    def close(self) -> None:
        """Ends it."""
        self._closing.set()
        process = self._process
        if process is not None:
            process.kill()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while not self._closing.is_set():
            self._look()
            self._follow()
            if self._closing.is_set():
                return
            self._look()  # it hung up: most likely there is no server any more
            self._closing.wait(_AGAIN_S)

    def _look(self) -> None:
        found = self._read(**self._named)
        if found != self._last and not self._closing.is_set():
            self._last = found
            self._tell(found)

    def _follow(self) -> None:
        """Until the server is gone: looks again after each of its news."""
        tool = shutil.which("pactl")
        if tool is None:
            self._closing.wait()
            return
        # The kernel ends it with this thread, also where this process is killed.
        command = ["setpriv", "--pdeathsig", "KILL", "--", tool, "subscribe"]
        try:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=os.environ | {"LC_ALL": "C"},
                text=True,
            )
        except OSError:
            return
        with self._process as process:
            assert process.stdout is not None
            if self._closing.is_set():
                process.kill()
            self._look()  # what changed before it listened
            for line in process.stdout:
                if any(tells in line for tells in _TELLS):
                    self._closing.wait(_SETTLES_S)
                    self._look()
        self._process = None
