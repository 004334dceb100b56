"""Evidently fictional people and their cards."""

from collections.abc import Callable
from datetime import date

import pytest
from stdnum.cn import ric

from kiosk.core.identity import CardKind, IdCard
from kiosk.log import Log

MakeCard = Callable[..., IdCard]


class _NoLog:
    """For tests in which warnings are what is meant; what is written down has tests of its own."""

    def info(self, event: str, **fields: object) -> None: ...

    def warning(self, event: str, **fields: object) -> None: ...

    def error(self, event: str, **fields: object) -> None: ...


@pytest.fixture
def no_log() -> Log:
    return _NoLog()


@pytest.fixture(scope="session")
def make_card() -> MakeCard:
    """Make a card; the number follows from birth, sex and `order`, with the area 990101."""

    def make(
        name: str = "示例·张大山",
        *,
        birth: date = date(1944, 2, 29),
        sex: str = "M",
        order: int = 10,
        number: str | None = None,
        kind: CardKind = CardKind.CITIZEN,
        ethnic: str = "土家",
        valid_to: date | None = None,
    ) -> IdCard:
        body = f"990101{birth:%Y%m%d}{order + (sex == 'M'):03d}"
        return IdCard(
            name=name,
            number=number or body + ric.calc_check_digit(body + "0"),
            sex="M" if sex == "M" else "F",
            ethnic=ethnic if kind is CardKind.CITIZEN else "",
            birth=birth,
            address="" if kind is CardKind.FOREIGNER else "示例省示例县示例镇示例村三组",
            authority="0001" if kind is CardKind.FOREIGNER else "示例县公安局",
            valid_from=date(2010, 5, 1),
            valid_to=valid_to,
            kind=kind,
        )

    return make
