"""The published interface is asked nonsense by schemathesis: signed like a terminal's, it never fails."""

from __future__ import annotations

import contextlib
import json
from typing import Any
from urllib.parse import quote, urlencode

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.core import NOT_SET
from schemathesis.core.result import Ok

from tests.center.support import Town

_ENROLLING = "/v1/enroll"


def operations(town: Town) -> list[Any]:
    schema = schemathesis.openapi.from_dict(json.loads(town.http.get("/openapi.json").content))
    return [found.ok() for found in schema.get_all_operations() if isinstance(found, Ok)]


@pytest.mark.whole
@pytest.mark.timeout(600)
def test_no_nonsense_breaks_the_center(town: Town) -> None:
    seen: dict[str, set[int]] = {}
    for operation in operations(town):
        answers = seen.setdefault(f"{operation.method.upper()} {operation.path}", set())
        for mode in (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE):
            with contextlib.suppress(Unsatisfiable):  # where nothing can be said, nothing can be wrong
                try_all(town, operation.as_strategy(generation_mode=mode), answers)
    assert all(seen.values()), seen
    assert {status for answers in seen.values() for status in answers if status >= 500} == set(), seen
    assert {200, 401, 404, 422} & {status for answers in seen.values() for status in answers}


def try_all(town: Town, cases: Any, answers: set[int]) -> None:
    @settings(
        max_examples=15,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases)
    def one(case: Any) -> None:
        answers.add(ask(town, case))

    one()


def ask(town: Town, case: Any) -> int:
    """Sends it with a right signature, so that it comes further than the door."""
    path = case.path
    for name, value in (case.path_parameters or {}).items():
        path = path.replace(f"{{{name}}}", quote(str(value), safe=""))
    if case.query:
        path += "?" + urlencode({name: str(value) for name, value in case.query.items()})
    body = b""
    if case.body is not NOT_SET:
        body = case.body if isinstance(case.body, bytes) else json.dumps(case.body, default=str).encode()
    headers = town.terminal.headers(case.method.upper(), path, body)
    answer = town.http.request(case.method.upper(), path, content=body, headers=headers)
    town.clock.on(seconds=40)  # no limit per hour stands in the way
    return answer.status_code
