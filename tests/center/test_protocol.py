from __future__ import annotations

import subprocess
import sys

import pytest
from pydantic import ValidationError

from center.protocol import (
    DATASET_MODELS,
    CaseMessage,
    Dataset,
    Delivery,
    DocumentRequest,
    LookupReply,
    Profile,
    fact_paths,
)
from center.trial import records
from center.trial.residents import village_on
from tests.center.support import TODAY


def walk(tree: object, prefix: str) -> set[str]:
    if isinstance(tree, dict):
        return {prefix}.union(*(walk(value, f"{prefix}.{key}") for key, value in tree.items()))
    if isinstance(tree, list):
        return {prefix}.union(*(walk(item, prefix) for item in tree))
    return {prefix}


def test_every_fact_that_is_delivered_has_its_path() -> None:
    told: set[str] = set()
    for resident in village_on(TODAY).residents:
        for dataset, model in (
            (Dataset.PROFILE, records.profile(resident)),
            (Dataset.PENSION, records.pension(resident)),
            (Dataset.MEDICAL, records.medical(resident, TODAY.year)),
            (Dataset.SUBSIDIES, records.subsidies(resident)),
            (Dataset.ALLOWANCES, records.allowances(resident)),
            (Dataset.CASES, records.cases(resident)),
        ):
            told |= walk(model.model_dump(mode="json"), dataset.value)
    paths = fact_paths()
    assert told - {dataset.value for dataset in Dataset} == paths - {f"{name}.as_of" for name in Dataset}


def test_paths_name_what_service_files_use() -> None:
    assert {
        "profile.low_income",
        "profile.accounts.tail",
        "pension.monthly",
        "pension.last.paid_on",
        "pension.payments.amount",
        "pension.as_of",
        "allowances.old_age.stage",
        "cases.items.timeline.who",
        "profile.disability.level",
    } <= fact_paths()
    assert set(DATASET_MODELS) == set(Dataset)


def test_a_reply_may_grow_and_a_request_may_not() -> None:
    assert LookupReply.model_validate({"known": False, "new": 1}).known is False
    with pytest.raises(ValidationError):
        DocumentRequest.model_validate(
            {"request_id": "a" * 8, "kind": "low_income", "number": "1" * 18, "established": "card", "new": 1}
        )
    with pytest.raises(ValidationError):
        CaseMessage.model_validate({"new": 1})


def test_facts_carry_their_as_of_and_leave_out_what_is_missing() -> None:
    profile = records.profile(village_on(TODAY).residents[0])
    reply = LookupReply(
        known=True,
        profile=Delivery[Profile](as_of=TODAY, data=profile),
        medical=Delivery.model_validate({"unavailable": "source_slow"}),
    )
    assert reply.facts()["profile"]["as_of"] == "2025-09-17"
    assert set(reply.facts()) == {"profile"}
    assert reply.missing() == {"medical": "source_slow"}


def test_a_terminal_loads_nothing_of_the_server_with_the_protocol() -> None:
    code = "import sys, kiosk.link.client, kiosk.link.outbox; print(*sys.modules)"
    loaded = set(
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        ).stdout.split()
    )
    assert {"center.protocol", "requests", "nacl.public"} <= loaded
    assert not loaded & {"fastapi", "sqlalchemy", "alembic", "uvicorn", "jmespath", "center.app", "reportlab"}
