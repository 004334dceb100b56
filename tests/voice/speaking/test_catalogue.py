import re
from pathlib import Path

import pytest

from config.model import Release
from config.release import active_release
from config.settings import HelpLine, Place, Settings
from voice.speaking.catalogue import clips_of, wanted
from voice.speaking.ear_text import PAUSES, for_ear
from voice.speaking.plan import OPEN, Clip, name_of, plan

pytestmark = pytest.mark.whole


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return active_release(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def names(release: Release) -> list[str]:
    return wanted(release)


def test_each_is_there_once_and_sayable(names: list[str]) -> None:
    assert len(names) == len(set(names))
    hanzi = "\u3400-\u4dbf\u4e00-\u9fff"
    odd = [name for name in names if not re.fullmatch(f"{OPEN}?[{hanzi}][{hanzi}{PAUSES}]*{OPEN}?", name)]
    assert odd == []


def test_the_first_page_comes_first(release: Release, names: list[str]) -> None:
    first = names[: names.index("零")]
    assert "您好，不要钱，慢慢来" in first
    assert "找人帮我" in first
    for tile in release.menus.tiles[:6]:
        assert plan(tile.title, [frozenset(first).__contains__]) == [
            Clip(name_of(for_ear(tile.title)), 0, 0.45)
        ]


def test_all_fixed_wordings_are_in_it(release: Release, names: list[str]) -> None:
    has = frozenset(names).__contains__
    for phrase in release.wording.root.values():
        said = phrase if isinstance(phrase, str) else phrase.say or phrase.text
        if "{" not in said and said != "-":
            assert all(isinstance(step, Clip) for step in plan(said, [has])), said


def test_pages_with_figures_are_put_together(release: Release, names: list[str]) -> None:
    has = frozenset(names).__contains__
    for line in (
        "10月养老钱发了，185.00 元",
        "还差 2 位",
        f"第十二个，{release.menus.tiles[0].title}",
        "2026年10月3日前有答复",
        "请到2号窗口去打",
        "有 3 件在办",
    ):
        assert all(isinstance(step, Clip) for step in plan(line, [has])), line


def test_nobody_named_in_the_settings_is_in_it(release: Release) -> None:
    settings = Settings(
        place=Place(owner="示例·赵大河"),
        help_lines=(HelpLine(name="网格员 示例·钱小溪", detail="找赵大河也行", phone="023-0000 0001"),),
    )
    texts = " ".join(wanted(release.model_copy(update={"settings": settings})))
    assert "赵大河" not in texts
    assert "钱小溪" not in texts
    assert "网格员" in texts


def test_a_place_for_words_keeps_its_clause_out(release: Release) -> None:
    assert list(clips_of("您好，{profile.name}，请坐。", release)) == ["您好，", "请坐"]
    assert list(clips_of("{profile.name}", release)) == []
    assert list(clips_of("{item.bank}尾号{item.tail}", release)) == []


def test_a_place_for_figures_leaves_the_words_around_it(release: Release) -> None:
    assert list(clips_of("每月{pension.monthly|money} 元，存着", release)) == ["每月…", "存着"]
    assert list(clips_of("{day}前有答复", release)) == ["…前有答复"]


def test_what_is_the_same_for_all_at_this_terminal_is_fixed(release: Release) -> None:
    plate = release.settings.screen.plate_words
    assert list(clips_of("请放在{plate}。", release)) == [f"请放在{plate}"]


def test_a_text_is_baked_for_every_office(release: Release) -> None:
    offices = {service.office.name for service in release.services.values()}
    said = set(clips_of("请到{office}。", release))
    assert said == {name_of(for_ear(f"请到{office}")) for office in offices}


def test_another_release_wants_other_clips(release: Release, names: list[str], tmp_path: Path) -> None:
    other = release.model_copy(
        update={"settings": release.settings.model_copy(update={"villages": ("示例云上村",)})}
    )
    assert "示例云上村" in wanted(other)
    assert "示例云上村" not in names
