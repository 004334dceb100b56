"""Remembers the last card for a few minutes, without knowing whose it is, so that a forgotten one is noticed.

The rule: a card that is read without a touch since the last visit's end, and that is the last visit's card,
was left on the plate. It must never open its owner's page to whoever stands there now.
"""

import hashlib
import hmac

KEEP_S = 600.0
MIN_KEY_BYTES = 16


class LeftCard:
    """Holds one keyed hash, never a number.

    Args:
        key: Random bytes made anew at every start of the terminal and stored nowhere.
        keep_s: How long after the visit's end the hash lives; at most ten minutes.
    """

    def __init__(self, key: bytes, *, keep_s: float = KEEP_S) -> None:
        if len(key) < MIN_KEY_BYTES or not 0 < keep_s <= KEEP_S:
            raise ValueError("the key is too short, or the time too long")
        self._key = key
        self._keep_s = keep_s
        self._digest: bytes | None = None
        self._ended_at: float | None = None
        self._touched = False

    @property
    def wipe_at(self) -> float | None:
        """When `expire` has to be called (monotonic seconds), or None while there is nothing to wipe."""
        return None if self._digest is None or self._ended_at is None else self._ended_at + self._keep_s

    def remember(self, number: str) -> None:
        """A visit goes on with this card; an earlier one is forgotten."""
        self._digest = self._hash(number)
        self._ended_at = None
        self._touched = False

    def visit_ended(self, now: float) -> None:
        """The ten minutes begin, and no touch has been seen since."""
        self._ended_at = now
        self._touched = False

    def touched(self) -> None:
        """Someone touched the screen or a key: a card that is read from now on was laid for a reason."""
        self._touched = True

    def is_left(self, number: str, now: float) -> bool:
        """Whether a card that was just read is the last visit's, forgotten on the plate.

        During a visit no card is: the holder's own card read again is simply that.
        """
        self.expire(now)
        if self._digest is None or self._ended_at is None or self._touched:
            return False
        return hmac.compare_digest(self._digest, self._hash(number))

    def expire(self, now: float) -> None:
        """Wipe the hash if its time is over."""
        if self.wipe_at is not None and now >= self.wipe_at:
            self.wipe()

    def wipe(self) -> None:
        """Forget the card."""
        self._digest = None
        self._ended_at = None

    def _hash(self, number: str) -> bytes:
        return hmac.new(self._key, number.encode(), hashlib.sha256).digest()
