"""What is said of a page and when, how it is silenced, what it listens for, how it is tuned and forgotten."""

from __future__ import annotations

from dataclasses import replace

from config.settings import Settings
from kiosk.core import saying
from kiosk.core.effects import Deafen, Hush, Listen, Say, Sound, Tune
from kiosk.core.events import Device, DeviceChanged, EarChanged, Pressed, SoundChanged, SpeechAt, SpeechEnded
from kiosk.core.screens import Home, MyAffairs, Result, Screen, Tone
from kiosk.core.screens import Settings as SettingsScreen
from kiosk.core.talk import EarState, Expected, Tuning
from kiosk.core.visit import Visit
from tests.core.builders import ELDER, Walk, release

AMOUNT = "1379.24"


def said(walk: Walk) -> tuple[str, ...]:
    """The latest speech."""
    return next(one.speech.lines for one in reversed(walk.sounds) if isinstance(one, Say))


def all_said(walk: Walk) -> str:
    """Everything that was said."""
    return "\n".join(line for one in walk.sounds if isinstance(one, Say) for line in one.speech.lines)


def kinds(walk: Walk) -> list[type[Sound]]:
    return [type(one) for one in walk.sounds]


def pension(walk: Walk) -> Walk:
    """The pension's page, with an amount on it."""
    walk.arrive().start("pension")
    walk.shows(Result)
    return walk


# -- saying ---------------------------------------------------------------------------------------


def test_nothing_is_said_before_somebody_comes() -> None:
    walk = Walk().wait(400)
    assert walk.sounds == []


def test_the_first_touch_is_greeted_and_then_listened_to() -> None:
    walk = Walk()
    walk.touch()
    assert kinds(walk) == [Say, Listen]
    assert said(walk)[0].startswith("您好")
    assert walk.sounds[0].speech.serial == walk.screen.serial  # type: ignore[union-attr]


def test_a_new_page_replaces_what_is_being_said() -> None:
    walk = Walk(hears_out=False)
    walk.touch()
    first = next(one.speech for one in walk.sounds if isinstance(one, Say))
    walk.press("help")
    assert kinds(walk) == [Say, Listen, Hush, Say, Listen]
    second = next(one.speech for one in reversed(walk.sounds) if isinstance(one, Say))
    assert second.number > first.number
    assert second.serial == walk.screen.serial


def test_any_touch_silences_and_slot_two_goes_on_from_the_line() -> None:
    walk = Walk(hears_out=False)
    walk.touch()
    walk.press("again")  # it speaks: the touch silenced it, and the press meant that
    assert kinds(walk)[-1] is Hush
    assert walk.screen.frame.again is not None
    assert walk.screen.frame.again.words.written == "接着念"
    walk.wait(5).press("again")
    assert said(walk)[0].startswith("您好")
    assert walk.screen.frame.again.words.written == "停一下"


def test_it_goes_on_with_the_line_at_which_it_was_silenced() -> None:
    walk = Walk(hears_out=False)
    walk.touch()
    walk.press("howto")
    speech = next(one.speech for one in reversed(walk.sounds) if isinstance(one, Say))
    walk.do(SpeechAt(walk.at_s, speech.number, 2))
    walk.touch()
    walk.wait(5).press("again")
    assert said(walk) == speech.lines[2:]


def test_the_caption_follows_the_line_and_goes() -> None:
    walk = Walk(hears_out=False)
    walk.touch()
    walk.press("howto")
    speech = next(one.speech for one in reversed(walk.sounds) if isinstance(one, Say))
    assert walk.screen.frame.caption.written == speech.lines[0]
    walk.do(SpeechAt(walk.at_s, speech.number, 1))
    assert walk.screen.frame.caption.written == speech.lines[1]
    walk.do(SpeechEnded(walk.at_s, speech.number, whole=True))
    assert not walk.screen.frame.caption


def test_an_older_speech_s_end_ends_nothing() -> None:
    walk = Walk(hears_out=False)
    walk.touch()
    walk.press("help")
    speech = next(one.speech for one in reversed(walk.sounds) if isinstance(one, Say))
    walk.do(SpeechEnded(walk.at_s, speech.number - 1, whole=False))
    assert walk.screen.frame.caption


def test_no_two_speeches_of_a_terminal_have_a_number() -> None:
    first, second = Walk(serial=1), Walk(serial=9)
    for walk in (first, second):
        walk.touch()
        for _ in range(3):
            walk.press("help").press("back")
    numbers = [one.speech.number for walk in (first, second) for one in walk.sounds if isinstance(one, Say)]
    assert len(numbers) == len(set(numbers))


def test_what_is_new_on_a_page_is_said_by_itself() -> None:
    walk = Walk().arrive()
    before = len(walk.sounds)
    walk.lay(ELDER)  # the same card once more: only the line that says to take it
    lines = [line for one in walk.sounds[before:] if isinstance(one, Say) for line in one.speech.lines]
    assert lines in ([], ["读好了，请现在拿走身份证。"])


def test_no_amount_is_said_unasked() -> None:
    walk = pension(Walk())
    assert AMOUNT in written(walk.screen)
    assert AMOUNT not in all_said(walk)
    assert "要我念出来吗" in said(walk)[-1]


def written(screen: Screen) -> str:
    """All that stands on a page, roughly."""
    return repr(screen)


def test_read_to_me_says_it_on_this_page_only() -> None:
    walk = pension(Walk())
    assert walk.screen.frame.again is not None
    assert walk.screen.frame.again.words.written == "念给我听"
    walk.press("again")
    assert AMOUNT in all_said(walk)
    speech = next(one.speech for one in reversed(walk.sounds) if isinstance(one, Say))
    assert speech.personal
    assert walk.screen.frame.again.words.written == "再念一遍"
    heard = len(walk.sounds)
    walk.press("help").press("back")
    later = "\n".join(
        line for one in walk.sounds[heard:] if isinstance(one, Say) for line in one.speech.lines
    )
    assert AMOUNT not in later


def test_headphones_hear_what_the_room_does_not() -> None:
    walk = pension(Walk(headphones=True))
    assert AMOUNT in all_said(walk)
    assert "要我念出来吗" not in all_said(walk)


def test_headphones_that_are_pulled_out_end_that() -> None:
    walk = Walk(headphones=True)
    walk.do(SoundChanged(walk.at_s, speaks=True, listens=True, headphones=False))
    assert AMOUNT not in all_said(pension(walk))


def test_choices_are_read_out_after_i_cannot_see() -> None:
    walk = Walk()
    walk.touch()
    assert "第二个" not in all_said(walk)
    walk.press("see").press("back")
    assert any(line.startswith("第二个") for line in said(walk))


def test_once_more_reads_the_choices_in_their_order() -> None:
    walk = Walk()
    walk.touch()
    walk.press("again")
    read = [line for line in said(walk) if line.startswith("第")]
    home = walk.shows(Home)
    assert len(read) == len(home.choices)
    assert all(choice.words.spoken in line for choice, line in zip(home.choices, read, strict=True))


def test_staff_pages_say_nothing() -> None:
    screen = Walk().screen
    silent = replace(screen, frame=replace(screen.frame, silent=True))
    words = Walk().visit.words
    assert saying.said_of(silent, words, private=True, choices=True).lines == ()


# -- listening ------------------------------------------------------------------------------------


def test_it_listens_by_itself_only_where_the_setting_says_so() -> None:
    settings = Settings.model_validate({"sound": {"listens_after_reading": False}})
    walk = Walk(release(settings=settings))
    walk.touch()
    assert Listen not in kinds(walk)
    walk.press("speak")
    assert kinds(walk)[-1] is Listen


def test_while_the_machine_works_it_does_not_listen() -> None:
    walk = Walk().lay(ELDER)
    assert Listen not in kinds(walk)
    walk.know()
    walk.shows(MyAffairs)
    assert kinds(walk)[-1] is Listen


def test_the_slot_says_what_the_ear_does_and_a_press_shuts_it() -> None:
    walk = Walk()
    walk.touch()
    shown = []
    for state in (EarState.OPENING, EarState.LISTENING, EarState.THINKING, EarState.CLOSED):
        walk.do(EarChanged(walk.at_s, state))
        speak = walk.screen.frame.speak
        assert speak is not None
        shown.append((speak.words.written, speak.tone))
    assert shown == [
        ("等一下", Tone.PLAIN),
        ("请说话", Tone.GOOD),
        ("我想想", Tone.PLAIN),
        ("用嘴说", Tone.PLAIN),
    ]
    walk.do(EarChanged(walk.at_s, EarState.LISTENING))
    walk.press("speak")
    assert kinds(walk)[-1] is Deafen


def test_the_ear_hears_the_page_that_is_shown() -> None:
    walk = Walk()
    walk.touch()
    listen = walk.sounds[-1]
    assert isinstance(listen, Listen)
    assert listen.ear.serial == walk.screen.serial
    assert listen.ear.expected is Expected.NOTHING
    assert {"help", "see", "hear", "done"} <= {one.target for one in listen.ear.wanted}


# -- what is broken -------------------------------------------------------------------------------


def test_a_voice_that_lost_its_loudspeaker_says_so_by_a_sign_and_touch_goes_on() -> None:
    walk = Walk(has_sound=True)
    walk.touch()
    walk.do(SoundChanged(walk.at_s, speaks=False, listens=True, headphones=False))
    assert [sign.id for sign in walk.screen.frame.signs] == ["mute"]
    assert walk.screen.frame.again is None
    walk.press("help").press("back")
    walk.do(SoundChanged(walk.at_s, speaks=False, listens=False, headphones=False))
    assert [sign.id for sign in walk.screen.frame.signs] == ["mute", "deaf"]
    assert walk.screen.frame.speak is None


def test_a_page_that_came_before_the_voice_is_said_with_it() -> None:
    walk = Walk(speaks=False, listens=False)
    walk.touch()
    walk.do(DeviceChanged(walk.at_s, Device.CENTER, works=True))
    assert walk.sounds == []
    walk.do(SoundChanged(walk.at_s, speaks=True, listens=True, headphones=False))
    assert said(walk)[0].startswith("您好")
    assert kinds(walk)[-1] is Listen
    walk.wait(1)
    assert sum(isinstance(one, Say) for one in walk.sounds) == 1


def test_a_microphone_that_comes_back_is_listened_to_again() -> None:
    walk = Walk()
    walk.touch()
    for listens in (False, True):
        walk.do(SoundChanged(walk.at_s, speaks=True, listens=listens, headphones=False))
    assert kinds(walk) == [Say, Listen, Listen]


def test_what_a_voice_that_went_away_did_not_say_is_said_when_it_comes_back() -> None:
    walk = Walk(hears_out=False)
    walk.touch()
    walk.press("see", "back")  # so the choices are read out as well
    first = said(walk)
    speech = next(one.speech for one in reversed(walk.sounds) if isinstance(one, Say))
    walk.do(SpeechAt(walk.at_s, speech.number, 1))
    for speaks in (False, True):
        walk.do(SoundChanged(walk.at_s, speaks=speaks, listens=True, headphones=False))
    assert said(walk) == first[1:]


def test_a_terminal_without_a_voice_shows_no_sign() -> None:
    walk = Walk(speaks=False, listens=False)
    walk.touch()
    assert walk.screen.frame.signs == ()
    assert walk.sounds == []


def test_idling_waits_for_the_end_of_a_speech() -> None:
    quiet, talking = Walk(), Walk(hears_out=False)
    for walk in (quiet, talking):
        walk.arrive()
        walk.wait(185)
    assert type(quiet.screen).__name__ == "StillThere"
    assert isinstance(talking.screen, MyAffairs)


# -- tuning and the end ---------------------------------------------------------------------------


def test_slower_and_louder_by_steps_to_their_ends() -> None:
    walk = Walk()
    walk.touch()
    walk.press("hear", "tune:slower", "tune:louder")
    tunes = [one.tuning for one in walk.sounds if isinstance(one, Tune)]
    assert tunes == [Tuning(-1, 0), Tuning(-1, 1)]
    walk.press("tune:slower", "tune:slower")
    page = walk.shows(SettingsScreen)
    assert [choice.enabled for choice in page.choices] == [False, True, True, True]


def test_the_end_forgets_how_it_was_said_and_what() -> None:
    walk = Walk()
    walk.touch()
    walk.press("hear", "tune:faster", "back", "see", "back")
    walk.arrive().press("done")
    assert walk.visit.talk.tuning == Tuning()
    assert [one.tuning for one in walk.sounds if isinstance(one, Tune)] == [Tuning(1, 0), Tuning()]
    assert not walk.visit.talk.needs_reading
    assert "办完了" in all_said(walk)
    assert Listen not in [type(one) for one in walk.sounds[-2:]]


def test_a_log_gives_the_same_speeches() -> None:
    walk = Walk().arrive().press("again").press("again", "help", "back")
    again = Visit(walk.release, walk.first)
    sounds = [one for event in walk.log for one in again.handle(event) if isinstance(one, Sound)]
    assert sounds == walk.sounds


def test_a_press_on_a_page_that_is_gone_says_nothing() -> None:
    walk = Walk()
    walk.touch()
    count = len(walk.sounds)
    walk.do(Pressed(walk.at_s, walk.screen.serial - 1, "help"))
    assert len(walk.sounds) == count
