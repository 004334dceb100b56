"""The keys that a trial center signs orders and notices with: known to everybody, good for nothing else."""

from __future__ import annotations

import hashlib

from nacl.signing import SigningKey

COMMAND = SigningKey(hashlib.sha256(b"kiosk trial: command").digest())
NOTICE = SigningKey(hashlib.sha256(b"kiosk trial: notice").digest())
