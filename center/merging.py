"""What a message does to its case: pure rules, no store.

By rank: draft < submitted < staff's. Whatever arrives late and ranks lower is kept beside the case and
changes nothing. A withdrawal ends the case even when it overtakes its own submission.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Final, assert_never

from center.protocol import CaseState, MessageKind

_BEFORE_ACCEPTANCE = frozenset({CaseState.RECEIVED, CaseState.NEEDS_SIGNATURE, CaseState.RETURNED})


class Rank(IntEnum):
    """Whose version of a case counts."""

    DRAFT = 1
    SUBMITTED = 2
    STAFF = 3


class Stage(StrEnum):
    """A case in the store; of a draft a villager is told whether somebody has taken it."""

    DRAFT = "draft"
    RECEIVED = CaseState.RECEIVED.value
    ACCEPTED = CaseState.ACCEPTED.value
    IN_WORK = CaseState.IN_WORK.value
    NEEDS_SIGNATURE = CaseState.NEEDS_SIGNATURE.value
    RETURNED = CaseState.RETURNED.value
    DONE = CaseState.DONE.value
    WITHDRAWN = CaseState.WITHDRAWN.value


OFFICE_STEPS: Final = {
    Stage.ACCEPTED: "部门已受理",
    Stage.IN_WORK: "正在办理",
    Stage.NEEDS_SIGNATURE: "差签字",
    Stage.RETURNED: "退回，要补东西",
    Stage.DONE: "办好了",
}
"""What an office does with a case, as the villager is told."""


@dataclass(frozen=True)
class Standing:
    """How far a case is."""

    rank: Rank
    stage: Stage


@dataclass(frozen=True)
class Merged:
    """The outcome: `replaces` when the message is the case's content from now on."""

    standing: Standing
    replaces: bool


class TooLateError(Exception):
    """The department has accepted the case: withdrawal and correction go through staff."""


def may_withdraw(stage: Stage) -> bool:
    """Whether the person may still take the case back or correct it."""
    return stage in {Stage(state.value) for state in _BEFORE_ACCEPTANCE}


def merge(before: Standing | None, kind: MessageKind) -> Merged:
    """Apply one message.

    Args:
        before: None for a case that is not known yet.
        kind: What the message wants.

    Raises:
        TooLateError: A withdrawal or correction after acceptance.
    """
    submitted = Standing(Rank.SUBMITTED, Stage.RECEIVED)
    if before is not None and before.stage is Stage.WITHDRAWN:
        return Merged(before, replaces=False)
    match kind:
        case MessageKind.DRAFT:
            if before is None or before.rank is Rank.DRAFT:
                return Merged(Standing(Rank.DRAFT, Stage.DRAFT), replaces=True)
            return Merged(before, replaces=False)
        case MessageKind.SUBMIT:
            if before is None or before.rank is Rank.DRAFT:
                return Merged(submitted, replaces=True)
            return Merged(before, replaces=False)
        case MessageKind.CORRECT:
            if before is None or before.rank is Rank.DRAFT:
                return Merged(submitted, replaces=True)
            if not may_withdraw(before.stage):
                raise TooLateError
            if before.rank is Rank.STAFF:
                return Merged(before, replaces=False)
            return Merged(submitted, replaces=True)
        case MessageKind.WITHDRAW:
            if before is not None and before.rank is not Rank.DRAFT and not may_withdraw(before.stage):
                raise TooLateError
            rank = Rank.SUBMITTED if before is None else before.rank
            return Merged(Standing(rank, Stage.WITHDRAWN), replaces=before is None)
        case _:
            assert_never(kind)
