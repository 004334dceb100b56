from __future__ import annotations

from datetime import date
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.loader import shipped_accents
from kiosk.core.talk import Ear, Expected, Hearing, Outcome, Wanted
from tests.voice.understanding.support import ear, misheard, services_ear, shipped, understanding
from voice.understanding.ear import LUNAR, Understanding

pytestmark = pytest.mark.whole

NEXT = Wanted("next", ("下一步", "要得", "往下走"))
BACK = Wanted("back", ("上一步", "退转去", "倒转去"))
DONE = Wanted("done", ("办完了", "我走了"), asks_first=True)
YES, NO = Wanted("yes", ("是的", "对头")), Wanted("no", ("不是", "不对头"))
AGREE, REFUSE = Wanted("agree", ("同意", "查就查嘛")), Wanted("refuse", ("不同意", "要不得"))
ORDER = {"一": "交给村上", "二": "娃儿上学", "三": "银行办事", "四": "找工作", "五": "自己留着"}
PLACES = tuple(
    Wanted(f"opt:{number}", (words, f"第{place}个")) for number, (place, words) in enumerate(ORDER.items(), 1)
)


def hear(page: Ear, *said: str) -> Hearing:
    return understanding().hear(said, page)


def acted(target: str) -> Hearing:
    return Hearing(Outcome.ACT, (target,))


ASKS = [
    (phrase, f"service:{service.id}")
    for service in shipped().services.values()
    for phrase in service.asked_as
]


@pytest.mark.parametrize(("phrase", "target"), ASKS)
def test_every_way_to_ask_leads_to_its_service(phrase: str, target: str) -> None:
    assert hear(services_ear(), phrase) == acted(target)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("下一步下一步下一步", acted("next")),
        ("退转去，退转去", acted("back")),
        ("不对头不对头", acted("no")),
        ("天天天天", Hearing(Outcome.NOT_UNDERSTOOD)),
    ],
)
def test_what_is_said_again_and_again_is_said_once(said: str, meant: Hearing) -> None:
    assert hear(ear(NEXT, BACK, YES, NO), said) == meant


@pytest.mark.parametrize("said", ["没得问题", "没什么问题", "没啥子问题，没啥子问题"])
def test_a_yes_has_many_forms(said: str) -> None:
    assert hear(ear(YES, NO), said) == acted("yes")


def test_what_recognisers_and_accents_make_of_it_is_still_understood() -> None:
    dice = Random(20260301)
    right = wrong = total = 0
    for phrase, target in ASKS:
        if len(phrase) < 4 or any(not "\u4e00" <= character <= "\u9fff" for character in phrase):
            continue
        heard = hear(services_ear(), misheard(phrase, dice))
        total += 1
        right += target in heard.targets
        wrong += heard.outcome is Outcome.ACT and heard.targets != (target,)
    assert total > 150
    assert right / total >= 0.97
    assert wrong / total <= 0.005


@pytest.mark.parametrize(
    ("said", "target"),
    [
        ("請問一下，我那個養老錢發了沒得嘛？", "service:pension"),
        ("我想问一下合作医疗交了没得", "service:medical"),
        ("养老金到账了没有啊", "service:pension"),
        ("办一个老年证", "service:senior-card"),
        ("社保卡丢了", "service:social-card-loss"),
        ("高龄钱怎么办", "service:old-age-allowance"),
        ("种粮钱发了没有", "service:subsidies"),
        ("满60了怎么领", "service:pension-at-60"),
        ("老妈82了有没有补贴", "service:old-age-allowance"),
        ("给娃娃上户口", "service:birth-register"),
    ],
)
def test_said_a_little_differently(said: str, target: str) -> None:
    assert hear(services_ear(), said) == acted(target)


@pytest.mark.parametrize(
    "said",
    [
        "别退出",
        "我不取消",
        "我的银行卡掉了",
        "养老金是什么",
        "我不办老年证",
        "莫给我办老年证",
        "水费今年交没交",
        "",
        "。",
        "OK",
    ],
)
def test_what_only_sounds_like_it_is_not_acted_on(said: str) -> None:
    page = ear(*services_ear().wanted, Wanted("leave", ("退出",)), Wanted("cancel", ("取消",)))
    assert hear(page, said).outcome in (Outcome.ASK, Outcome.NOT_UNDERSTOOD)


@pytest.mark.parametrize("no", ["不要", "别", "莫", "我不想", "不用"])
@pytest.mark.parametrize(
    "page", [(Wanted("print", ("打印", "打出来")),), (Wanted("read", ("念给我听", "念出来")),)]
)
def test_a_no_before_it_is_never_the_thing_itself(no: str, page: tuple[Wanted, ...]) -> None:
    for phrase in page[0].phrases:
        assert hear(ear(*page), no + phrase) == Hearing(Outcome.NOT_UNDERSTOOD)


def test_a_no_that_belongs_to_the_phrase_is_not_left_out() -> None:
    page = ear(AGREE, REFUSE)
    assert hear(page, "同意") == acted("agree")
    assert hear(page, "我同意嘛") == acted("agree")
    assert hear(page, "不同意") == acted("refuse")
    assert hear(page, "我不同意") == acted("refuse")
    assert hear(ear(AGREE), "不同意").outcome is Outcome.NOT_UNDERSTOOD
    assert hear(ear(REFUSE), "同意").outcome is Outcome.NOT_UNDERSTOOD


def test_a_no_that_sounds_like_another_word_is_asked_back() -> None:
    page = ear(Wanted("again", ("不办了", "真的不办")), Wanted("card", ("办社保卡",)))
    assert hear(page, "补办了").outcome is Outcome.ASK
    for said in ("不办社保卡", "补办社保卡"):
        heard = hear(page, said)
        assert heard.outcome is Outcome.ASK
        assert heard.targets[0] == "card"


@pytest.mark.parametrize(
    "said", ["要得", "对头", "得行", "是嘞", "没得问题", "不存在", "好", "行", "嗯", "对头嘛", "可以"]
)
def test_yes_in_the_words_of_here(said: str) -> None:
    assert hear(ear(YES, NO, BACK), said) == acted("yes")


@pytest.mark.parametrize("said", ["要不得", "不得行", "莫", "不对头", "不", "不要", "不是", "不行"])
def test_no_in_the_words_of_here(said: str) -> None:
    assert hear(ear(YES, NO, BACK), said) == acted("no")


def test_fine_is_not_none() -> None:
    page = ear(YES, Wanted("nobody", ("没有别人", "没得别人", "没得了")))
    assert hear(page, "没得问题") == acted("yes")
    assert hear(page, "不存在") == acted("yes")
    assert hear(page, "没得别人") == acted("nobody")


def test_a_yes_where_two_things_can_be_agreed_to_is_asked_back() -> None:
    page = ear(YES, Wanted("send", ("对的", "都对，送出")))
    assert hear(page, "好嘛") == Hearing(Outcome.ASK, ("yes", "send"))


def test_a_word_of_it_is_enough_to_be_asked_back() -> None:
    services = {
        "低保": "low-income-application",
        "户口": "birth-register",
        "我要认证": "pension-certification",
    }
    for said, target in services.items():
        heard = hear(services_ear(), said)
        assert heard.outcome is Outcome.ASK
        assert f"service:{target}" in heard.targets


def test_what_cannot_be_undone_is_always_asked() -> None:
    assert hear(ear(DONE, NEXT), "我走了") == Hearing(Outcome.ASK, ("done",))
    assert hear(ear(DONE, NEXT), "办完了") == Hearing(Outcome.ASK, ("done",))


@pytest.mark.parametrize(
    ("said", "target"),
    [
        ("第二个", "opt:2"),
        ("我要第三个", "opt:3"),
        ("二号", "opt:2"),
        ("最后一个", "opt:5"),
        ("头一个", "opt:1"),
        ("第4個", "opt:4"),
    ],
)
def test_choices_by_their_place(said: str, target: str) -> None:
    assert hear(ear(*PLACES, BACK), said) == acted(target)


def test_a_place_that_is_not_there_is_not_another_one() -> None:
    assert hear(ear(*PLACES), "第七个") == Hearing(Outcome.NOT_UNDERSTOOD)
    assert hear(ear(*PLACES), "第十个") == Hearing(Outcome.ASK, ("opt:4",))


def test_two_that_are_equally_near_are_both_offered() -> None:
    page = ear(Wanted("one", ("领安葬费的钱",)), Wanted("two", ("领安置费的钱",)))
    heard = hear(page, "领安费的钱")
    assert heard.outcome is Outcome.ASK
    assert set(heard.targets) == {"one", "two"}


def test_the_same_words_twice_mean_what_the_page_lists_first() -> None:
    page = ear(Wanted("tile:pension", ("养老钱",)), Wanted("service:pension", ("养老钱", "养老钱发了没得")))
    assert hear(page, "养老钱") == acted("tile:pension")


def test_a_second_guess_may_be_the_right_one() -> None:
    assert hear(services_ear(), "样了前发啊妹", "养老钱发了没得") == acted("service:pension")


@pytest.mark.parametrize("said", ["我要转账", "帮我充值养老钱", "付款", "输密码", "验证码是三八"])
def test_paying_is_never_acted_on(said: str) -> None:
    assert hear(services_ear(), said).outcome is Outcome.NOT_UNDERSTOOD


@pytest.mark.parametrize("said", ["字幕由志愿者提供", "謝謝觀看", "请不吝点赞订阅"])
def test_what_recognisers_write_in_silence_is_nothing(said: str) -> None:
    assert hear(ear(NEXT, expected=Expected.TEXT), said) == Hearing(Outcome.NOT_UNDERSTOOD)


def test_values_where_the_page_waits_for_one() -> None:
    phone = ear(NEXT, BACK, expected=Expected.PHONE)
    assert hear(phone, "幺三八零零") == Hearing(Outcome.VALUE, value="13800")
    assert hear(phone, "下一步") == acted("next")
    assert hear(phone, "要得") == acted("next")
    assert hear(phone, "十") == Hearing(Outcome.NOT_UNDERSTOOD)
    assert hear(ear(NEXT, expected=Expected.AMOUNT), "一百八十五块五") == Hearing(
        Outcome.VALUE, value="185.5"
    )
    assert hear(ear(NEXT, expected=Expected.TEXT), "路燈壞了三天") == Hearing(
        Outcome.VALUE, value="路灯坏了三天"
    )
    assert hear(ear(NEXT, expected=Expected.TEXT), "下一步") == acted("next")
    assert hear(ear(NEXT), "幺三八零零") == Hearing(Outcome.NOT_UNDERSTOOD)


def test_a_day_and_never_one_of_the_old_calendar() -> None:
    ears = Understanding(shipped_accents(), today=lambda: date(2026, 11, 22))
    page = ear(NEXT, expected=Expected.DATE)
    day = date(1950, 3, 5)
    assert ears.hear(["一九五零年三月五号"], page) == Hearing(Outcome.VALUE, value="1950-03-05", day=day)
    assert ears.hear(["昨天"], page).day == date(2026, 11, 21)
    assert ears.hear(["农历三月初五"], page) == Hearing(Outcome.NOT_UNDERSTOOD, value=LUNAR)
    assert ears.hear(["下一步"], page) == acted("next")


def test_the_vocabulary_holds_what_may_be_said_and_the_noes() -> None:
    words = understanding().vocabulary(ear(NEXT, expected=Expected.PHONE))
    assert {"下一步", "要得", "幺", "九", "不", "别", "莫"} <= set(words)
    assert "十" not in words
    assert "十" in understanding().vocabulary(ear(NEXT, expected=Expected.NUMBER))


TEXTS = st.text(alphabet=st.characters(min_codepoint=0x20, max_codepoint=0x9FFF), max_size=24) | st.text(
    max_size=12
)


@given(st.lists(TEXTS, max_size=3), st.sampled_from(Expected))
@settings(deadline=None)
def test_whatever_was_written_gives_a_sound_answer(said: list[str], expected: Expected) -> None:
    page = ear(NEXT, BACK, DONE, *PLACES, expected=expected)
    heard = hear(page, *said)
    targets = {wanted.target for wanted in page.wanted}
    assert set(heard.targets) <= targets
    match heard.outcome:
        case Outcome.ACT:
            assert len(heard.targets) == 1
            assert heard.targets != ("done",)
        case Outcome.ASK:
            assert 1 <= len(heard.targets) <= 2
        case Outcome.VALUE:
            assert heard.value
            assert expected is not Expected.NOTHING
        case Outcome.NOT_UNDERSTOOD:
            assert not heard.targets
