from __future__ import annotations

import queue
from collections.abc import Iterator
from typing import Any

import pytest

from tests.voice.pulse import SoundServer
from voice.sound.devices import DeviceWatch, SoundDevices, choose, read_devices


def sink(name: str, *, form: str = "speaker", port: dict[str, Any] | None = None) -> dict[str, Any]:
    return {
        "name": name,
        "description": f"The {name}",
        "properties": {"device.form_factor": form},
        "ports": [port] if port else [],
        "active_port": port["name"] if port else None,
    }


def source(name: str, kind: str = "sound") -> dict[str, Any]:
    return {"name": name, "description": f"The {name}", "properties": {"device.class": kind}, "ports": []}


DEFAULTS = {"default_sink_name": "hdmi", "default_source_name": "usb", "cookie": "1:2"}
JACK = {"name": "analog-output-headphones", "type": "Headphones", "availability": "available"}


def test_the_servers_own_choice_is_used() -> None:
    found = choose([sink("analog"), sink("hdmi")], [source("builtin"), source("usb")], DEFAULTS)
    assert found == SoundDevices("hdmi", "usb", False, "1:2")


def test_the_settings_name_another_one() -> None:
    found = choose(
        [sink("analog"), sink("hdmi")],
        [source("builtin"), source("usb")],
        DEFAULTS,
        speaker="analog",
        microphone="builtin",
    )
    assert (found.speaker, found.microphone) == ("analog", "builtin")


def test_a_named_one_that_is_away_is_not_replaced() -> None:
    found = choose([sink("hdmi")], [source("usb")], DEFAULTS, speaker="analog", microphone="builtin")
    assert (found.speaker, found.microphone) == (None, None)


@pytest.mark.parametrize(
    "ears",
    [sink("usb", form="headset"), sink("bt", form="headphone"), sink("jack", port=JACK)],
    ids=lambda one: str(one["name"]),
)
def test_headphones_come_first(ears: dict[str, Any]) -> None:
    found = choose([sink("hdmi"), ears], [], DEFAULTS, speaker="hdmi")
    assert found.headphones
    assert found.speaker == ears["name"]


def test_an_empty_socket_a_stand_in_and_an_echo_are_no_devices() -> None:
    empty = sink("jack", port=JACK | {"availability": "not available"})
    found = choose(
        [empty, sink("auto_null")],
        [source("hdmi.monitor"), source("loop", "monitor"), source("auto_null.monitor")],
        DEFAULTS,
    )
    assert found == SoundDevices(server="1:2")


def test_a_socket_that_cannot_tell_counts_as_plugged() -> None:
    unsure = sink("line", port={"name": "line", "type": "Line", "availability": "availability unknown"})
    assert choose([unsure], [], DEFAULTS).speaker == "line"


def test_without_a_tool_or_a_server_there_is_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULSE_SERVER", "unix:/nowhere/at/all")
    assert read_devices() == SoundDevices()
    monkeypatch.setenv("PATH", "/nowhere")
    assert read_devices() == SoundDevices()


@pytest.fixture
def news(sound: SoundServer) -> Iterator[queue.Queue[SoundDevices]]:
    told: queue.Queue[SoundDevices] = queue.Queue()
    watch = DeviceWatch(told.put, speaker="KioskSpeaker", microphone="KioskMic")
    watch.start()
    yield told
    watch.close()


@pytest.mark.real
def test_plugs_pulled_and_servers_killed_are_told_within_two_seconds(
    sound: SoundServer, news: queue.Queue[SoundDevices]
) -> None:
    def next_one() -> tuple[str | None, str | None, bool]:
        found = news.get(timeout=2)
        return found.speaker, found.microphone, found.headphones

    assert next_one() == ("speaker", "mic", False)
    sound.unplug_microphone()
    assert next_one() == ("speaker", None, False)
    sound.plug_microphone()
    assert next_one() == ("speaker", "mic", False)
    sound.unplug_speaker()
    assert next_one() == (None, "mic", False)
    sound.plug_speaker(headphones=True)
    assert next_one() == ("speaker", "mic", True)
    sound.kill()
    assert next_one() == (None, None, False)
