from __future__ import annotations

import re
import uuid
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.engine import URL

from center.certificates import compose
from center.connectors.port import Fetched, Lack
from center.people import masked
from center.protocol import Dataset, DocumentKind, IssuedDocument
from center.tables import metadata
from center.trial import records
from center.trial.residents import village_on
from tests.center.support import REAL, TODAY, FakeSource, Terminal, Town, number_of, town
from tests.conftest import Logged

pytestmark = pytest.mark.whole
ON_BOTH = True

NUMBER = "110105194912310029"


def kept(town: Town) -> bytes:
    """Everything that lies in the center's database."""
    url = town.center.store.url
    if url.get_backend_name() == "sqlite":
        return Path(str(url.database)).read_bytes()
    with town.center.store.read() as connection:
        rows = [row for table in metadata.tables.values() for row in connection.execute(select(table))]
    return b"".join(cell if isinstance(cell, bytes) else str(cell).encode() for row in rows for cell in row)


def issued(terminal: Terminal, name: str, kind: str, **params: str) -> IssuedDocument:
    answer = terminal.document(number_of(name), kind, **params)
    assert answer.status_code == 200, answer.text
    return IssuedDocument.model_validate_json(answer.content)


def test_a_certificate_says_who_what_how_long_and_how_to_check(terminal: Terminal) -> None:
    paper = issued(terminal, "示例·王𬭎", "pension_benefits", purpose="办贷款", months="6")
    assert paper.title == "城乡居民基本养老保险待遇领取证明"
    assert [row.value for row in paper.rows][:3] == ["示例·王𬭎", number_of("示例·王𬭎"), "石桥村"]
    assert paper.table is not None
    assert paper.table.rows[0] == ["2025年9月", "196.20", "2025年9月10日", "已发放"]
    assert len(paper.table.rows) == 6
    assert paper.purpose == "办贷款"
    assert (paper.issued_on, paper.valid_until.isoformat()) == (TODAY, "2025-12-16")
    assert paper.number == "QS01-20250917-0001"
    assert paper.verify_url == f"http://center.test/v/{paper.verify_code}"
    assert re.fullmatch(r"[2-9A-Z]{12}", paper.verify_code)


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("pension_contributions", "示例·陈䶮"),
        ("pension_benefits", "示例·张大山"),
        ("medical_insured", "示例·李桂英"),
        ("low_income", "示例·杨素芬"),
        ("disability_allowances", "示例·杨素芬"),
    ],
)
def test_every_kind_can_be_issued(terminal: Terminal, kind: str, name: str) -> None:
    paper = issued(terminal, name, kind)
    assert paper.title
    assert all(row.label and row.value for row in paper.rows)
    if paper.table:
        assert {len(row) for row in paper.table.rows} == {len(paper.table.columns)}


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("pension_contributions", "示例·苏㛃"),
        ("pension_benefits", "示例·陈䶮"),
        ("medical_insured", "示例·刘春兰"),
        ("low_income", "示例·张大山"),
        ("disability_allowances", "示例·黄天才"),
    ],
)
def test_nothing_is_certified_that_is_not_so(terminal: Terminal, kind: str, name: str) -> None:
    answer = terminal.document(number_of(name), kind)
    assert (answer.status_code, answer.json()["code"]) == (409, "nothing_to_certify")


@pytest.mark.parametrize("kind", list(DocumentKind))
@pytest.mark.parametrize("months", ["", "0", "12", "9999", "x", "二", "-3"])
def test_composing_never_stumbles(kind: DocumentKind, months: str) -> None:
    for resident in village_on(TODAY).residents:
        facts = {
            Dataset.PROFILE: records.profile(resident),
            Dataset.PENSION: records.pension(resident),
            Dataset.MEDICAL: records.medical(resident, TODAY.year),
            Dataset.ALLOWANCES: records.allowances(resident),
        }
        content = compose(kind, facts, number=resident.number, params={"months": months})
        assert content is None or content.table is None or len(content.table.rows) <= 36


def test_the_same_request_gives_the_same_paper(town: Town, terminal: Terminal) -> None:
    number, request_id = number_of("示例·张大山"), uuid.uuid4().hex
    first = terminal.document(number, "pension_benefits", request_id=request_id)
    again = terminal.document(number, "pension_benefits", request_id=request_id)
    assert again.json() == first.json()
    other = terminal.document(number, "pension_contributions", request_id=request_id)
    assert (other.status_code, other.json()["code"]) == (422, "body_differs")
    assert issued(terminal, "示例·张大山", "pension_benefits").number.endswith("-0002")
    assert "张大山".encode() not in kept(town)


def test_a_typed_number_gets_no_certificate(terminal: Terminal) -> None:
    answer = terminal.post(
        "/v1/documents",
        request_id=uuid.uuid4().hex,
        kind="pension_benefits",
        number=number_of("示例·张大山"),
        established="typed",
        params={},
    )
    assert (answer.status_code, answer.json()["code"]) == (403, "needs_card")


@pytest.mark.parametrize(
    ("pension", "status", "code"),
    [
        (Lack.DOWN, 503, "source_down"),
        (Lack.SLOW, 503, "source_down"),
        (Lack.UNKNOWN_PERSON, 404, "person_unknown"),
        (Lack.NO_RECORD, 409, "nothing_to_certify"),
    ],
)
def test_without_its_facts_there_is_no_certificate(
    tmp_path: Path, pension: Lack, status: int, code: str, logged: Logged, database: URL | None
) -> None:
    source = FakeSource(
        profile=Fetched(TODAY, records.profile(village_on(TODAY).residents[0])), pension=pension
    )
    with town(tmp_path, settings=REAL, connectors=[source], database=database) as real:
        answer = real.terminal.document(NUMBER, "pension_benefits")
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert bool(logged.named("source_failed")) == (code == "source_down")


def page(found: Town, code: str) -> tuple[int, str]:
    answer = found.http.get(f"/v/{code}")
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert "<script" not in answer.text
    return answer.status_code, answer.text


def test_the_page_of_a_genuine_paper_then_expired(tmp_path: Path, database: URL | None) -> None:
    resident = village_on(TODAY).residents[0]
    source = FakeSource(
        profile=Fetched(TODAY, records.profile(resident)), pension=Fetched(TODAY, records.pension(resident))
    )
    with town(tmp_path, settings=REAL, connectors=[source], database=database) as real:
        code = real.terminal.document(NUMBER, "pension_benefits").json()["verify_code"]
        status, text = page(real, code)
        assert status == 200
        assert "这张证明是真的" in text
        assert "示例·张*山" in text
        assert not [word for word in (NUMBER, "张大山", "185", "清水村") if word in text]
        assert page(real, f" {code[:4].lower()}-{code[4:]}")[1] == text
        real.clock.on(days=90)
        assert "这张证明是真的" in page(real, code)[1]
        real.clock.on(days=1)
        assert "过期了" in page(real, code)[1]


def test_the_page_of_a_withdrawn_paper(tmp_path: Path, database: URL | None) -> None:
    resident = village_on(TODAY).residents[0]
    source = FakeSource(
        profile=Fetched(TODAY, records.profile(resident)), pension=Fetched(TODAY, records.pension(resident))
    )
    with town(tmp_path, settings=REAL, connectors=[source], database=database) as real:
        code = real.terminal.document(NUMBER, "pension_benefits").json()["verify_code"]
        real.center.documents.withdraw(code)
        assert "作废了" in page(real, code)[1]


def test_trial_paper_is_a_sample_and_unknown_paper_is_unknown(town: Town, terminal: Terminal) -> None:
    code = issued(terminal, "示例·张大山", "pension_benefits").verify_code
    assert "样张" in page(town, code)[1]
    status, text = page(town, "AAAA2222BBBB")
    assert status == 404
    assert "没有这张证明" in text
    assert "AAAA2222BBBB" not in text
    assert page(town, "%3Cb%3E")[0] == 404
    assert town.http.get("/static/verify.css").status_code == 200


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("示例·张大山", "示例·张*山"),
        ("示例·王𬭎", "示例·王*"),
        ("李桂英", "李*英"),
        ("李英", "李*"),
        ("买买提·艾合买提", "买******提"),
        ("李", "李"),
        ("", ""),
    ],
)
def test_names_are_masked(name: str, shown: str) -> None:
    assert masked(name) == shown
