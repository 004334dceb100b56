"""A sound server without devices: one speaks into the terminal's microphone and hears what it says.

    with SoundServer() as sound:
        os.environ.update(sound.environment)      # or for the process under test alone
        sound.speak(pcm, rate=24000)              # into the microphone, as if somebody stood there
        with sound.recorder() as tape:            # everything from the loudspeaker
            ...
            tape.wait_for_sound(timeout_s=2)
        pcm = tape.pcm                            # 24 kHz, mono, 16 bit

It is a server of its own on a Unix socket; nothing on the machine is touched, and it ends by its own id.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import threading
import time
from array import array
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType

RATE = 24000
_STEP_S = 0.01


class SoundServer:
    """A private PulseAudio with a loudspeaker and a microphone that are null sinks.

    Args:
        speaker: Whether there is a loudspeaker.
        microphone: Whether there is a microphone.
        headphones: The loudspeaker says that it is a pair of headphones.
        lively: First samples come and go at once; else after up to two seconds, as with some devices.
    """

    def __init__(
        self,
        *,
        speaker: bool = True,
        microphone: bool = True,
        headphones: bool = False,
        lively: bool = True,
    ) -> None:
        self._home = Path(tempfile.mkdtemp(prefix="sound-", dir="/tmp"))
        self._begins_with = (speaker, microphone, headphones)
        self._lively = lively
        self._awake: dict[str, subprocess.Popen[bytes]] = {}
        self._modules: dict[str, str] = {}
        self._server: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        """What a process needs to find this server."""
        return {
            "PULSE_SERVER": f"unix:{self._home}/sock",
            "PULSE_COOKIE": f"{self._home}/cookie",
            "XDG_RUNTIME_DIR": str(self._home / "run"),
        }

    @property
    def pid(self) -> int:
        """The server's process id."""
        assert self._server is not None
        return self._server.pid

    def start(self) -> None:
        """Starts the server, also again after `kill`."""
        run = self._home / "run"
        run.mkdir(mode=0o700, exist_ok=True)
        with suppress(FileNotFoundError):
            (self._home / "sock").unlink()
        script = self._home / "default.pa"
        script.write_text(
            f"load-module module-native-protocol-unix auth-anonymous=1 socket={self._home}/sock\n"
        )
        self._server = subprocess.Popen(
            [
                "pulseaudio",
                "--daemonize=no",
                "-n",
                "--exit-idle-time=-1",
                "--disable-shm=yes",
                "--use-pid-file=no",
                "--log-target=stderr",
                "-F",
                str(script),
            ],
            env=os.environ | self.environment | {"HOME": str(self._home)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        wait_until(lambda: self._pactl("info", check=False) != "", timeout_s=10)
        self._modules = {}
        speaker, microphone, headphones = self._begins_with
        if speaker:
            self.plug_speaker(headphones=headphones)
        if microphone:
            self.plug_microphone()

    def kill(self) -> None:
        """Kills the server, as a crash does."""
        assert self._server is not None
        self._server.kill()
        self._server.wait()
        for device in tuple(self._awake):
            self._sleep(device)

    def close(self) -> None:
        """Ends everything."""
        if self._server is not None:
            self.kill()
        shutil.rmtree(self._home, ignore_errors=True)

    def __enter__(self) -> SoundServer:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def plug_speaker(self, *, headphones: bool = False) -> None:
        """A loudspeaker, or a pair of headphones in its place."""
        form = "headphone" if headphones else "speaker"
        self._load(
            "speaker",
            "module-null-sink",
            "norewinds=1",  # without it a stream that follows another is let wait for the sink's two seconds
            "sink_name=speaker",
            "rate=48000",
            f"sink_properties='device.description=KioskSpeaker device.form_factor={form}'",
        )
        self._pactl("set-default-sink", "speaker")
        self._wake("speaker.monitor")

    def unplug_speaker(self) -> None:
        """The loudspeaker's cable is pulled."""
        self._sleep("speaker.monitor")
        self._unload("speaker")

    def plug_microphone(self) -> None:
        """A microphone; programs list it like a real one."""
        if "micbus" not in self._modules:
            self._load("micbus", "module-null-sink", "sink_name=micbus", "rate=48000")
        self._load(
            "mic",
            "module-remap-source",
            "master=micbus.monitor",
            "source_name=mic",
            "source_properties=device.description=KioskMic",
        )
        self._pactl("set-default-source", "mic")
        self._wake("micbus.monitor")

    def unplug_microphone(self) -> None:
        """The microphone's cable is pulled."""
        self._unload("mic")

    def sink_inputs(self) -> int:
        """How many programs play, each on whichever device."""
        return self._pactl("list", "short", "sink-inputs").count("protocol-native")

    def source_outputs(self) -> int:
        """How many programs record, each from whichever device."""
        found = self._pactl("list", "short", "source-outputs").count("protocol-native")
        return found - len(self._awake)

    def speak(self, pcm: bytes, *, rate: int = RATE, wait: bool = True) -> subprocess.Popen[bytes]:
        """Speaks mono 16 bit samples into the microphone.

        Args:
            pcm: What to say.
            rate: Its samples a second.
            wait: Return when it has been said; else at once.
        """
        player = subprocess.Popen(
            [
                "pacat",
                "--playback",
                "--raw",
                "--device=micbus",
                f"--rate={rate}",
                "--channels=1",
                "--format=s16le",
                "--latency-msec=2000",  # a busy machine must not tear words apart
            ],
            env=os.environ | self.environment,
            stdin=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        feeder = threading.Thread(target=_feed, args=(player, pcm), daemon=True)
        feeder.start()
        if wait:
            player.wait(timeout=10 + len(pcm) / rate)
            feeder.join()
        return player

    @contextmanager
    def recorder(self, *, device: str = "speaker.monitor") -> Iterator[Tape]:
        """Records what the terminal says, from now to the end of the `with`."""
        process = subprocess.Popen(
            [
                "parec",
                "--raw",
                f"--device={device}",
                f"--rate={RATE}",
                "--channels=1",
                "--format=s16le",
                "--latency-msec=20",
            ],
            env=os.environ | self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        tape = Tape(process)
        try:
            wait_until(lambda: tape.seconds > 0, timeout_s=10)
            yield tape
        finally:
            process.kill()
            process.wait()
            tape.end()

    def _wake(self, device: str) -> None:
        """Keeps a null sink working in short steps; by itself it takes two seconds at a time."""
        if not self._lively:
            return
        self._sleep(device)
        self._awake[device] = subprocess.Popen(
            ["parec", "--raw", f"--device={device}", "--latency-msec=20"],
            env=os.environ | self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def _sleep(self, device: str) -> None:
        awake = self._awake.pop(device, None)
        if awake is not None:
            awake.kill()
            awake.wait()

    def _load(self, name: str, *arguments: str) -> None:
        self._modules[name] = self._pactl("load-module", *arguments)

    def _unload(self, name: str) -> None:
        self._pactl("unload-module", self._modules.pop(name))

    def _pactl(self, *arguments: str, check: bool = True) -> str:
        done = subprocess.run(
            ["pactl", *arguments],
            env=os.environ | self.environment,
            capture_output=True,
            text=True,
            check=check,
            timeout=10,
        )
        return done.stdout.strip() if done.returncode == 0 else ""


class Tape:
    """What was heard so far.

    Attributes:
        pcm: Mono, 16 bit, `RATE` samples a second.
        sounded_at: When the first sound came (monotonic); None as long as it is quiet.
        quiet_since: When the last sound came.
    """

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.pcm = bytearray()
        self.sounded_at: float | None = None
        self.quiet_since: float | None = None
        assert process.stdout is not None
        self._pipe = process.stdout
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def seconds(self) -> float:
        """How long it is."""
        return len(self.pcm) / 2 / RATE

    @property
    def sounds_s(self) -> float:
        """How much of it is not silence, in seconds."""
        return len(sounding(bytes(self.pcm))) * _STEP_S

    def forget(self) -> None:
        """Starts anew: what was heard so far does not count."""
        self.pcm.clear()
        self.sounded_at = self.quiet_since = None

    def wait_for_sound(self, *, timeout_s: float) -> float:
        """Until something is heard; returns when it was (monotonic)."""
        wait_until(lambda: self.sounded_at is not None, timeout_s=timeout_s)
        assert self.sounded_at is not None
        return self.sounded_at

    def wait_for_silence(self, *, length_s: float, timeout_s: float) -> float:
        """Until it has been quiet for so long; returns when the last sound was (monotonic)."""
        wait_until(
            lambda: self.quiet_since is not None and time.monotonic() - self.quiet_since > length_s,
            timeout_s=timeout_s,
        )
        assert self.quiet_since is not None
        return self.quiet_since

    def end(self) -> None:
        """Everything that was recorded is there."""
        self._reader.join(timeout=5)
        self._pipe.close()

    def _read(self) -> None:
        while piece := self._pipe.read1(4096):  # type: ignore[attr-defined]
            now = time.monotonic()
            self.pcm += piece
            if sounding(piece):
                self.sounded_at = self.sounded_at or now
                self.quiet_since = now


def sounding(pcm: bytes, *, rate: int = RATE, least: int = 64) -> Sequence[int]:
    """Which steps of 10 ms hold sound; the loudest sample of the others stays below `least`."""
    samples = array("h", pcm[: len(pcm) // 2 * 2])
    step = int(rate * _STEP_S)
    found = []
    for start in range(0, len(samples), step):
        piece = samples[start : start + step]
        if max(piece) >= least or min(piece) <= -least:
            found.append(start // step)
    return found


def wait_until(holds: Callable[[], object], *, timeout_s: float) -> None:
    """Waits for what a real device does at its own pace.

    Args:
        holds: Called until it returns something true.
        timeout_s: Then the test has failed.
    """
    limit = time.monotonic() + timeout_s
    nothing = threading.Event()
    while not holds():
        assert time.monotonic() < limit, "it did not come about in time"
        nothing.wait(0.01)


def _feed(player: subprocess.Popen[bytes], pcm: bytes) -> None:
    assert player.stdin is not None
    with suppress(OSError):
        player.stdin.write(pcm)
        player.stdin.close()
