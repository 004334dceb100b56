"""Opening a sealed code: every check before the first byte is decrypted, in this order."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey
from sqlalchemy import Connection, select

from center.errors import CenterError
from center.handoff.faults import HandoffError, HandoffFault
from center.handoff.tables import handoff_nonces
from center.keys import Keyring
from center.protocol import ErrorCode
from center.releases import Releases
from center.tables import terminals
from kiosk.core.handoff.codes import Algorithm, CodeFault, Envelope, plain_text, read_envelope
from kiosk.core.handoff.compact import CompactError, OtherForm, unpack
from kiosk.core.handoff.draft import Draft

SKEW = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Genuine:
    """A code that its terminal made, that has not expired, and that is for this township."""

    envelope: Envelope = field(repr=False)
    township: str
    digest: str


def township_of(key_id: str) -> str:
    """Whose key it is: ``t990101-0001`` is of 990101."""
    return key_id[1:].partition("-")[0]


def fault_of(text: str, fault: CodeFault) -> HandoffFault:
    """What a text that is none of our codes looks like."""
    if fault.cut:
        return HandoffFault.CUT
    plain = plain_text(text)
    if "://" in plain or (plain and not plain.isdecimal()):
        return HandoffFault.FOREIGN
    return HandoffFault.NOT_A_CODE


def taken_apart(text: str) -> Envelope:
    """A code's parts, by its form alone.

    Raises:
        HandoffError: NOT_A_CODE, FOREIGN or CUT.
    """
    try:
        return read_envelope(text)
    except CodeFault as error:
        raise HandoffError(fault_of(text, error)) from error


def checked(connection: Connection, envelope: Envelope, *, scanned_at: datetime, area: str) -> Genuine:
    """Checks a code as far as it can be without opening it.

    Args:
        connection: The store.
        envelope: The code.
        scanned_at: When.
        area: The first digits of the area codes that the reader works for.

    Raises:
        HandoffError: See `HandoffFault`.
    """
    row = connection.execute(select(terminals).where(terminals.c.code == envelope.terminal)).one_or_none()
    if row is None:
        raise HandoffError(HandoffFault.UNKNOWN_TERMINAL)
    if row.revoked_at is not None:
        raise HandoffError(HandoffFault.REVOKED)
    if envelope.algorithm != Algorithm.X25519_ED25519:
        raise HandoffError(HandoffFault.FORGED)
    try:
        VerifyKey(row.public_key).verify(envelope.signed, envelope.signature)
    except (BadSignatureError, ValueError) as error:
        raise HandoffError(HandoffFault.FORGED) from error
    if scanned_at > envelope.expires_at + SKEW:
        raise HandoffError(HandoffFault.EXPIRED)
    digest = hashlib.sha256(envelope.digits.encode()).hexdigest()
    seen = connection.scalar(
        select(handoff_nonces.c.digest).where(
            handoff_nonces.c.terminal == envelope.terminal, handoff_nonces.c.nonce == envelope.nonce
        )
    )
    if seen not in (None, digest):
        raise HandoffError(HandoffFault.FORGED)
    township = township_of(envelope.key_id)
    if not township.startswith(area) or township != row.township:
        raise HandoffError(HandoffFault.WRONG_TOWNSHIP)
    return Genuine(envelope, township, digest)


def opened(genuine: Genuine, keyring: Keyring, releases: Releases) -> Draft:
    """Decrypts a genuine code.

    Raises:
        HandoffError: UNKNOWN_KEY, FORGED or OTHER_FORM.
    """
    try:
        raw = keyring.open(genuine.envelope.key_id, genuine.envelope.sealed)
    except CenterError as error:
        unknown = error.code is ErrorCode.UNKNOWN_KEY
        raise HandoffError(HandoffFault.UNKNOWN_KEY if unknown else HandoffFault.FORGED) from error
    try:
        return unpack(raw, lambda seq: releases.find(seq).release)
    except OtherForm:
        raise HandoffError(HandoffFault.OTHER_FORM) from None
    except CompactError:
        raise HandoffError(HandoffFault.FORGED) from None  # its cause may quote answers
