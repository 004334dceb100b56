"""`kiosk voice`: makes clips, takes recordings, and measures how well the terminal speaks and understands."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import wave
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from config.model import Release
    from voice.speaking.recordings import Imported

_SHOWN = 20


def main(argv: list[str]) -> int:
    """Runs `kiosk voice ARGS`.

    Returns:
        0 when it was done, 1 when something was not, 2 for wrong arguments.
    """
    if argv[:1] == ["bench"]:
        from voice.bench import main as bench

        code: int = bench(argv[1:])
        return code
    given = _parser().parse_args(argv)
    match given.command:
        case "bake":
            return _bake(given)
        case "import":
            return _import(given)
        case "say":
            return _say_text(given)
        case _:
            return _bench_out(given)


def _parser() -> argparse.ArgumentParser:
    from voice.engines.engine import KOKORO_VOICES

    parser = argparse.ArgumentParser(prog="kiosk voice", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    bake = commands.add_parser("bake", help="makes clips of every fixed sentence, or goes on with it")
    bake.add_argument("--voice", choices=KOKORO_VOICES, help="another than the configuration's")
    bake.add_argument("--first", type=int, metavar="N", help="only the first N clips: the first page's first")
    bake.add_argument(
        "--background", action="store_true", help="lets everything else come first, ends with its parent"
    )
    bake.add_argument("--list", action="store_true", help="prints the texts and makes nothing")
    brought = commands.add_parser("import", help="takes the recordings of a local announcer")
    brought.add_argument("folder", type=Path)
    brought.add_argument("--missing", type=Path, metavar="FILE", help="writes what is still to be read (CSV)")
    said = commands.add_parser("say", help="says a text into a WAV file")
    said.add_argument("text")
    said.add_argument("--out", type=Path, required=True)
    heard = commands.add_parser("bench-out", help="how many syllables a recogniser hears wrong, by voice")
    heard.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    heard.add_argument("--voice", choices=KOKORO_VOICES, help="another than the configuration's")
    heard.add_argument("--each", action="store_true", help="every sentence as it was heard")
    commands.add_parser("bench", help="how well it understands: kiosk voice bench --help", add_help=False)
    return parser


def _print(text: str) -> None:
    sys.stdout.write(text + "\n")


def _complain(text: str) -> int:
    sys.stderr.write(f"kiosk voice: {text}\n")
    return 1


def _release() -> Release:
    from config.home import kiosk_home
    from config.release import active_release

    return active_release(kiosk_home())


def _bake(given: argparse.Namespace) -> int:
    from config.home import kiosk_home
    from kiosk.log import json_log
    from kiosk.processes import end_with_parent
    from voice.engines.engine import IN_THE_BACKGROUND, SIMPLE_VOICE
    from voice.speaking.bake import bake, step_back
    from voice.speaking.catalogue import wanted
    from voice.speaking.clips import ClipStore
    from voice.speaking.home import clips_folder
    from voice.speaking.progress import Bar
    from voice.speaking.speaker import engines

    release = _release()
    names = wanted(release)[: given.first]
    if given.list:
        _print("\n".join(names))
        return 0
    if given.background:
        step_back()
        end_with_parent()
    threads = 1 if given.background else 0
    log = json_log(room="voice")
    voice = given.voice or release.settings.sound.voice
    engine = engines(log, voice=voice, threads=threads, patience=IN_THE_BACKGROUND)[0]
    if engine.voice == SIMPLE_VOICE:
        return _complain("the model kokoro is not installed, or not whole: see kiosk models list")
    store = ClipStore(clips_folder(kiosk_home()), voice=engine.voice, version=engine.version)
    bar = Bar(sys.stderr)
    try:
        done = bake(names, store, engine, progress=bar, keeps_others=given.first is not None)
    except OSError as error:
        return _complain(f"the clips can't be written: {error.strerror}")
    finally:
        bar.end()
        engine.close()
    _print(
        f"{done.made} made, {done.there} were there, {done.failed} could not be said, "
        f"{done.dropped} old ones dropped"
    )
    return 1 if done.failed else 0


def _import(given: argparse.Namespace) -> int:
    from config.home import kiosk_home
    from voice.speaking.catalogue import wanted
    from voice.speaking.recordings import take_in, write_list
    from voice.speaking.speaker import announcer_store

    if not given.folder.is_dir():
        return _complain(f"{given.folder} is no folder")
    release = _release()
    try:
        done = take_in(given.folder, wanted(release), announcer_store(kiosk_home()), release)
        if given.missing is not None:
            write_list(given.missing, done.missing)
    except OSError as error:
        return _complain(f"{error.filename}: {error.strerror}")
    _tell_imported(done, listed=given.missing)
    return 1 if done.refused else 0


def _tell_imported(done: Imported, *, listed: Path | None) -> None:
    for refused in done.refused:
        _print(f"refused {refused.file}: {refused.why}")
    _print(f"{done.taken} clips taken, {len(done.missing)} texts have no recording yet")
    if listed is not None:
        _print(f"they are listed in {listed}")
        return
    for text in done.missing[:_SHOWN]:
        _print(f"missing {text}")
    if len(done.missing) > _SHOWN:
        _print(f"and {len(done.missing) - _SHOWN} more: --missing FILE lists all of them")


def _say_text(given: argparse.Namespace) -> int:
    from config.home import kiosk_home
    from kiosk.log import json_log
    from voice.engines.engine import NoSpeech
    from voice.speaking.clips import RATE
    from voice.speaking.speaker import speaker

    mouth = speaker(kiosk_home(), json_log(room="voice"), voice=_release().settings.sound.voice)
    try:
        pcm = b"".join(mouth.pcm(given.text, personal=True))
    except NoSpeech:
        return _complain("no engine can say this")
    finally:
        mouth.close()
    with wave.open(str(given.out), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        sound.writeframes(pcm)
    return 0


def _bench_out(given: argparse.Namespace) -> int:
    from kiosk.log import json_log
    from voice.engines.engine import IN_THE_BACKGROUND
    from voice.models.check import usable
    from voice.models.errors import ModelError
    from voice.speaking.bench_out import Whisper, measure
    from voice.speaking.speaker import engines

    log = json_log(room="voice")
    try:
        usable("kokoro")
        recogniser = Whisper(usable("whisper-base"), log)
    except ModelError as error:
        return _complain(f"{error}: see kiosk models list")
    release = _release()
    there = engines(log, voice=given.voice or release.settings.sound.voice, patience=IN_THE_BACKGROUND)
    try:
        with tempfile.TemporaryDirectory(prefix="kiosk-clips-") as folder:
            figures = measure(
                release=release,
                kokoro=there[0],
                espeak=there[-1],
                recogniser=recogniser,
                folder=Path(folder),
                tell=_tell_heard if given.each else lambda who, said, heard: None,
            )
    finally:
        recogniser.close()
        for engine in there:
            engine.close()
    if given.json:
        _print(json.dumps(figures))
    else:
        for name, figure in figures.items():
            for source, value in figure.items():
                _print(f"{name:<22} {source:<12} {value}")
    return 0


def _tell_heard(who: str, said: str, heard: str) -> None:
    sys.stderr.write(f"{who}\t{said}\t{heard}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
