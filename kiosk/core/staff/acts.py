"""What staff can do at a terminal: what is written into the trail, and what the machine is told to do."""

from __future__ import annotations

from enum import StrEnum


class StaffAct(StrEnum):
    """Everything that is written down."""

    UNLOCKED = "unlocked"
    LOCKED = "locked"
    REFUSED = "refused"
    ASSISTED = "assisted"
    WITNESSED = "witnessed"
    FINISHED_FOR = "finished_for"
    HANDED_OVER = "handed_over"
    TEST_PAGE = "test_page"
    OPENED = "opened"
    FAULT_CLEARED = "fault_cleared"
    SELF_TEST = "self_test"
    RESTARTED = "restarted"
    STICK_TAKEN = "stick_taken"
    EXPORTED = "exported"
    ERASED = "erased"
    KEYS_CHANGED = "keys_changed"


class Task(StrEnum):
    """What the machine is told to do."""

    LOOK = "look"
    OPEN = "open"
    RESUME = "resume"
    SELF_TEST = "self-test"
    RESTART = "restart"
    STICK = "stick"
    EXPORT = "export"
    ERASE = "erase"
    KEYS = "keys"


WRITTEN = {
    Task.OPEN: StaffAct.OPENED,
    Task.RESUME: StaffAct.FAULT_CLEARED,
    Task.SELF_TEST: StaffAct.SELF_TEST,
    Task.RESTART: StaffAct.RESTARTED,
    Task.STICK: StaffAct.STICK_TAKEN,
    Task.EXPORT: StaffAct.EXPORTED,
    Task.ERASE: StaffAct.ERASED,
    Task.KEYS: StaffAct.KEYS_CHANGED,
}
"""As what each is written down; looking is not."""

FOR_TWO = frozenset({Task.EXPORT, Task.ERASE, Task.KEYS})
"""What needs another member of the staff besides."""

SAID = {
    Task.OPEN: ("done",),
    Task.RESUME: ("done", "still-ill"),
    Task.SELF_TEST: ("well", "ill"),
    Task.RESTART: ("done",),
    Task.STICK: (
        *("staged", "nothing-new", "not-yet", "held"),
        *("no-stick", "empty", "unreadable", "old", "refused", "unsound"),
        *("no-room", "busy", "no-plan"),
    ),
    Task.EXPORT: ("done", "no-stick"),
    Task.ERASE: ("done", "unsent"),
    Task.KEYS: ("done", "unsent", "refused"),
}
"""What may come of each, in one word; any of them may also not be ready, or fail."""

LOOKED_AT = ("outbox", "disk-free", "release", "version", "trail", "terminal")
"""What is looked at besides the devices."""
