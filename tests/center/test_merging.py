from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from center.merging import Merged, Rank, Stage, Standing, TooLateError, may_withdraw, merge
from center.protocol import MessageKind

AT_STAFF = [Stage.RECEIVED, Stage.NEEDS_SIGNATURE, Stage.RETURNED]
ACCEPTED = [Stage.ACCEPTED, Stage.IN_WORK, Stage.DONE]
DRAFT = Standing(Rank.DRAFT, Stage.DRAFT)
SENT = Standing(Rank.SUBMITTED, Stage.RECEIVED)
WITHDRAWN = Standing(Rank.SUBMITTED, Stage.WITHDRAWN)


@pytest.mark.parametrize(
    ("before", "kind", "after", "replaces"),
    [
        (None, MessageKind.DRAFT, DRAFT, True),
        (DRAFT, MessageKind.DRAFT, DRAFT, True),
        (SENT, MessageKind.DRAFT, SENT, False),
        (None, MessageKind.SUBMIT, SENT, True),
        (DRAFT, MessageKind.SUBMIT, SENT, True),
        (SENT, MessageKind.SUBMIT, SENT, False),
        (SENT, MessageKind.CORRECT, SENT, True),
        (None, MessageKind.CORRECT, SENT, True),
        (SENT, MessageKind.WITHDRAW, WITHDRAWN, False),
        (None, MessageKind.WITHDRAW, WITHDRAWN, True),
        (WITHDRAWN, MessageKind.SUBMIT, WITHDRAWN, False),
        (WITHDRAWN, MessageKind.CORRECT, WITHDRAWN, False),
        (WITHDRAWN, MessageKind.WITHDRAW, WITHDRAWN, False),
        (DRAFT, MessageKind.WITHDRAW, Standing(Rank.DRAFT, Stage.WITHDRAWN), False),
    ],
)
def test_draft_yields_to_submitted(
    before: Standing | None, kind: MessageKind, after: Standing, replaces: bool
) -> None:
    assert merge(before, kind) == Merged(after, replaces)


@pytest.mark.parametrize("stage", AT_STAFF + ACCEPTED)
@pytest.mark.parametrize("kind", [MessageKind.DRAFT, MessageKind.SUBMIT])
def test_submitted_yields_to_staffs(stage: Stage, kind: MessageKind) -> None:
    standing = Standing(Rank.STAFF, stage)
    assert merge(standing, kind) == Merged(standing, replaces=False)


@pytest.mark.parametrize("kind", [MessageKind.WITHDRAW, MessageKind.CORRECT])
@pytest.mark.parametrize("stage", ACCEPTED)
def test_withdrawal_and_correction_are_refused_after_acceptance(stage: Stage, kind: MessageKind) -> None:
    with pytest.raises(TooLateError):
        merge(Standing(Rank.STAFF, stage), kind)
    assert not may_withdraw(stage)


@pytest.mark.parametrize("stage", AT_STAFF)
def test_withdrawal_and_correction_are_taken_before_acceptance(stage: Stage) -> None:
    standing = Standing(Rank.STAFF, stage)
    assert merge(standing, MessageKind.WITHDRAW).standing == Standing(Rank.STAFF, Stage.WITHDRAWN)
    assert merge(standing, MessageKind.CORRECT) == Merged(standing, replaces=False)
    assert may_withdraw(stage)


@given(st.permutations([MessageKind.DRAFT, MessageKind.DRAFT, MessageKind.SUBMIT, MessageKind.WITHDRAW]))
def test_whatever_the_order_a_withdrawn_case_stays_withdrawn(order: list[MessageKind]) -> None:
    standing: Standing | None = None
    for kind in order:
        standing = merge(standing, kind).standing
    assert standing is not None
    assert standing.stage is Stage.WITHDRAWN


@given(st.lists(st.sampled_from([MessageKind.DRAFT, MessageKind.SUBMIT, MessageKind.CORRECT])))
def test_the_rank_never_falls(kinds: list[MessageKind]) -> None:
    standing: Standing | None = None
    for kind in kinds:
        rank = standing.rank if standing else Rank.DRAFT
        standing = merge(standing, kind).standing
        assert standing.rank >= rank
    if any(kind is not MessageKind.DRAFT for kind in kinds):
        assert standing == SENT
