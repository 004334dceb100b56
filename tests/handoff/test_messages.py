"""A draft as the center's message and back: what was refused is not what was never asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from center.handoff.messages import draft_of, message_of
from center.protocol import Consent
from tests.handoff.examples import release, sample

NOW = datetime(2026, 6, 8, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("consents", "sent"),
    [(True, Consent.GIVEN), (False, Consent.WITHHELD), (None, Consent.NOT_ASKED)],
)
def test_a_consent_comes_through_as_it_was_said(consents: bool | None, sent: Consent) -> None:
    draft = sample()
    said = {} if consents is None else {draft.service_id: consents}
    message = message_of(
        replace(draft, consents=said), release(), message_id="message-00000001", terminal="QS01", now=NOW
    )
    assert [part.consent for part in message.parts] == [sent]
    assert dict(draft_of(message).consents) == said
    assert dict(draft_of(message.model_copy(update={"draft": None})).consents) == said


@pytest.mark.parametrize("consent", list(Consent))
def test_a_consent_is_what_was_said(consent: Consent) -> None:
    assert Consent.of(consent.said) is consent
