"""The shipped services: complete, reachable, true in their words, and sparing in what they ask."""

from __future__ import annotations

import ast
import json
import typing
from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import qtawesome
from pydantic import BaseModel

from center.protocol import DATASET_MODELS, DocumentKind, fact_paths
from config.cli import reachable
from config.expressions import names_in
from config.loader import load_folder
from config.release import DEFAULTS, Release
from config.services import FieldKind, Kind, Role, Service, ServiceField
from config.shipped import FACTS_FILE, known_facts
from config.templates import Format, places

PRINTED_HERE = {"receipt", "papers_list", "blank_form"}
FORBIDDEN = ("无效", "错误码", "请稍后再试", "非法", "失败", "异常", "系统错误", "有误", "拒绝", "必填")
OFFICIAL_ONLY = ("高龄津贴", "待遇", "缴费", "公示", "丧葬", "申领", "供养")
BUNDLES = {"newborn", "after-death", "pension-at-60"}


@cache
def shipped_release() -> Release:
    return load_folder(DEFAULTS)


SERVICES = sorted(file.stem for file in (DEFAULTS / "services").glob("*.yaml"))


def service(name: str) -> Service:
    return shipped_release().services[name]


def all_fields(fields: typing.Iterable[ServiceField]) -> Iterator[ServiceField]:
    for field in fields:
        yield field
        yield from all_fields(field.fields)


def texts(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Every text that somebody may read, with its key."""
    match value:
        case BaseModel():
            for name in type(value).model_fields:
                yield from texts(getattr(value, name), name)
        case StrEnum():
            pass
        case str():
            yield key, value
        case tuple():
            for item in value:
                yield from texts(item, key)
        case dict():
            for item in value.values():
                yield from texts(item, key)
        case _:
            pass


def test_the_files_have_no_fault_against_the_protocol() -> None:
    assert len(load_folder(DEFAULTS, fact_paths()).services) == len(SERVICES)


def test_the_list_of_facts_is_that_of_the_protocol() -> None:
    fresh = "\n".join(sorted(fact_paths())) + "\n"
    assert FACTS_FILE.read_text(encoding="utf-8") == fresh, "one path a line, sorted"
    assert known_facts() == fact_paths()


def test_every_service_is_reached_by_tiles_from_the_home_page() -> None:
    assert reachable(shipped_release()) == set(SERVICES)


def test_the_home_page() -> None:
    home = [tile for tile in shipped_release().menus.tiles if tile.home]
    assert [tile.title for tile in home] == [
        "养老钱",
        "医保 · 合作医疗",
        "国家补贴",
        "打证明",
        "我要申请",
        "反映问题",
    ]
    assert shipped_release().menus.tiles[:6] == tuple(home)
    assert all(len(tile.services) <= 12 for tile in shipped_release().menus.tiles)


def test_the_promised_services_are_there() -> None:
    wanted = """pension medical reimbursements subsidies allowances progress guide-papers
    pension-certificate pension-receiving-certificate medical-certificate low-income-certificate
    disability-certificate receipt-again
    papers-list blank-form old-age-allowance senior-card pension-certification
    pension-enrolment temporary-aid
    disability-allowances medical-enrolment report-problem home-visit low-income-application
    special-support-application medical-elsewhere social-card-loss chronic-outpatient copy-id-card newborn
    after-death pension-at-60 funeral-grant"""
    assert set(wanted.split()) <= set(SERVICES)
    assert {name for name in SERVICES if service(name).kind is Kind.BUNDLE} == BUNDLES


def test_no_way_of_asking_leads_to_two_services() -> None:
    asked = [phrase for name in SERVICES for phrase in service(name).asked_as]
    assert len(asked) == len(set(asked))


@pytest.mark.parametrize("name", SERVICES)
def test_words(name: str) -> None:
    for key, text in texts(service(name)):
        assert not [word for word in FORBIDDEN if word in text], (key, text)
        if key in ("title", "ask", "detail", "text", "label", "hint", "skip"):
            assert not [word for word in OFFICIAL_ONLY if word in text], (key, text)
    assert len(service(name).title) <= 13
    assert len(service(name).detail) <= 16


@pytest.mark.parametrize("name", SERVICES)
def test_rules_and_offices_are_evidently_examples(name: str) -> None:
    one = service(name)
    assert "示例" in one.basis.rule
    assert "示例" in one.office.name
    assert one.office.phone.startswith("023-0000 ")


@pytest.mark.parametrize("name", SERVICES)
def test_nothing_is_asked_that_is_known(name: str) -> None:
    for field in all_fields(service(name).fields):
        about_subject = field.role is Role.SUBJECT
        assert not (about_subject and field.kind in (FieldKind.IDENTITY, FieldKind.PERSON)), field.id
        assert not (about_subject and field.concept in ("sex", "birth", "name")), field.id
        if about_subject and field.kind is FieldKind.PHONE:
            assert field.known is not None
            assert field.known.fact == "profile.phone"
        if field.concept == "account":
            assert field.options_from is not None
            assert field.options_from.over == "profile.accounts"


@pytest.mark.parametrize("name", SERVICES)
def test_nobody_is_stuck_at_a_question(name: str) -> None:
    """What is keyed, or comes from a record that may be empty, has a way past it or is sure to be known."""
    for field in all_fields(service(name).fields):
        keyed = field.kind not in (FieldKind.CHOICE, FieldKind.CHOICES, FieldKind.GROUP)
        only_facts = field.options_from is not None and not field.options
        sure = field.concept == "born_on" or name == "receipt-again"
        if (keyed or only_facts) and field.kind is not FieldKind.PERSON:
            assert field.skip or field.unknown or sure, field.id


@pytest.mark.parametrize("name", SERVICES)
def test_who_is_not_entitled_is_told_a_way_on(name: str) -> None:
    one = service(name)
    if one.eligibility and one.kind is not Kind.BUNDLE:
        assert one.instead


@pytest.mark.parametrize("name", SERVICES)
def test_pictures_are_in_the_icon_font(name: str) -> None:
    icons = {text for key, text in texts(service(name)) if key == "icon" and text}
    assert icons <= charmap(), icons - charmap()


def test_the_tiles_pictures_are_in_the_icon_font() -> None:
    assert {tile.icon for tile in shipped_release().menus.tiles} <= charmap()


def test_a_menu_shows_each_picture_once() -> None:
    """Whoever cannot read goes by the pictures."""
    menus = shipped_release().menus
    assert len({tile.icon for tile in menus.tiles}) == len(menus.tiles)
    for tile in menus.tiles:
        icons = [service(name).icon for name in tile.services]
        assert len(set(icons)) == len(icons), (tile.id, icons)


@pytest.mark.parametrize("name", SERVICES)
def test_a_question_shows_each_picture_once(name: str) -> None:
    for field in all_fields(service(name).fields):
        icons = [option.icon for option in field.options]
        assert all(icons), field.id
        assert len(set(icons)) == len(icons), field.id


@cache
def charmap() -> frozenset[str]:
    fonts = Path(qtawesome.__file__).parent / "fonts"
    (file,) = fonts.glob("materialdesignicons6*charmap*.json")
    return frozenset(json.loads(file.read_text(encoding="utf-8")))


def test_documents_are_known_to_the_center_or_printed_here() -> None:
    known = {kind.value for kind in DocumentKind} | PRINTED_HERE
    printed = [one.printed.kind for one in map(service, SERVICES) if one.printed]
    assert set(printed) == known
    for one in map(service, SERVICES):
        if one.printed:
            assert set(one.printed.params) == {field.id for field in one.fields}


@pytest.mark.parametrize("name", ["guide-papers", "papers-list", "blank-form"])
def test_what_a_list_can_be_about_are_services_by_their_titles(name: str) -> None:
    (about,) = [field for field in service(name).fields if field.id == "about"]
    assert {option.id: option.text for option in about.options} == {
        option.id: service(option.id).title for option in about.options
    }


def test_death_is_sober_and_never_suggested() -> None:
    for name in SERVICES:
        one = service(name)
        about_death = any(field.role is Role.DECEASED for field in one.fields) or name == "after-death"
        assert one.sober == about_death, name
        assert not (one.sober and one.affairs), name
    assert all(service(part.service).sober for part in service("after-death").parts)


def test_money_needs_the_card() -> None:
    for name in SERVICES:
        one = service(name)
        if one.kind in (Kind.QUERY, Kind.PRINT) and {"pension", "medical", "subsidies", "allowances"} & set(
            one.facts
        ):
            assert one.identify.accept == ("card",), name


def test_money_health_and_poverty_are_not_said_unasked() -> None:
    for name in SERVICES:
        one = service(name)
        for headline in one.shown.headlines if one.shown else ():
            if "|money}" in headline.text:
                assert headline.private, headline.text
                assert headline.say
                assert "{" not in headline.say
        for affair in one.affairs:
            assert "{" not in affair.say
            if "|money}" in f"{affair.title}{affair.detail}{affair.value}":
                assert affair.private
                assert affair.say


def test_a_chance_is_never_a_promise() -> None:
    entitled = [
        (name, affair) for name in SERVICES for affair in service(name).affairs if affair.order == "entitled"
    ]
    assert len(entitled) >= 4
    for name, affair in entitled:
        assert "可能" in affair.title, name
        assert affair.value == "可能", name


def test_danger_comes_first() -> None:
    for name in ("temporary-aid", "report-problem"):
        assert all(number in service(name).urgent for number in ("120", "119", "110"))
        assert len(service(name).urgent) <= 24


def test_a_card_is_no_proof_of_life() -> None:
    assert service("pension-certification").presence == "witness"


def test_the_old_age_allowance_is_short_for_someone_of_82() -> None:
    one = service("old-age-allowance")
    assert len(one.fields) <= 3
    assert all(field.skip for field in one.fields)
    assert all(paper.without for paper in one.papers)


def test_what_is_posted_in_the_village_is_said_before_consent() -> None:
    for name in SERVICES:
        one = service(name)
        if any("贴" in line for line in (one.next.lines if one.next else ())):
            assert one.consent is not None
            assert one.consent.posted, name


@pytest.mark.whole
def test_states_are_compared_with_states_that_there_are() -> None:
    for name in SERVICES:
        for expr in expressions(service(name)):
            for path, constant in compared(expr):
                states = enum_at(path.removeprefix("item."), service(name))
                if states is not None:
                    assert constant in states, f"{name}: {expr}"


def test_every_state_that_is_shown_has_its_word() -> None:
    words = shipped_release().words
    for name in SERVICES:
        for _, text in texts(service(name)):
            for path, form in places(text):
                if form == Format.WORD:
                    states = enum_at(path.removeprefix("item."), service(name)) or {"true", "false"}
                    assert states <= set(words), (name, path, states - set(words))


def expressions(value: Any) -> Iterator[str]:
    for key, text in texts(value):
        if key == "expr":
            names_in(text)
            yield text


def compared(expr: str) -> Iterator[tuple[str, str]]:
    for node in ast.walk(ast.parse(expr.strip())):
        if isinstance(node, ast.Compare) and isinstance(node.left, ast.Attribute):
            for side in node.comparators:
                for constant in ast.walk(side):
                    if isinstance(constant, ast.Constant) and isinstance(constant.value, str):
                        yield ast.unparse(node.left), constant.value


def enum_at(path: str, one: Service) -> set[str] | None:
    """The states that a fact can have; None if it is no state. A path within a list needs no list's name."""
    for dataset, model in DATASET_MODELS.items():
        for fact, annotation in fact_types(model, dataset.value):
            if fact == path or fact.endswith(f".{path}"):
                for part in (annotation, *typing.get_args(annotation)):
                    if isinstance(part, type) and issubclass(part, StrEnum) and dataset.value in one.facts:
                        return {state.value for state in part}
    return None


def fact_types(model: type[BaseModel], prefix: str) -> Iterator[tuple[str, Any]]:
    for name, field in model.model_fields.items():
        yield f"{prefix}.{name}", field.annotation
        stack = [field.annotation]
        while stack:
            part = stack.pop()
            if isinstance(part, type) and issubclass(part, BaseModel):
                yield from fact_types(part, f"{prefix}.{name}")
            stack.extend(typing.get_args(part))


def test_the_comparison_test_sees_states() -> None:
    assert enum_at("pension.status", service("pension")) == {
        "contributing",
        "paying",
        "suspended",
        "ended",
        "none",
    }
    assert ("pension.status", "paying") in list(compared("pension.status == 'paying' and age > 3"))
