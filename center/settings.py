"""What a county decides about its center; read from `center.yaml` in the data directory."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, field_validator

from center.connectors.settings import HttpSource
from center.errors import SettingsError
from center.store import database_url

_FILE = "center.yaml"


class _Settings(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Township(_Settings):
    """A township, by the first digits of its people's identity numbers (区划代码)."""

    code: Annotated[str, StringConstraints(pattern=r"^\d{6,12}$")]
    name: str
    office: str
    phone: str


class Retention(_Settings):
    """How many days things are kept; a county's own rules decide."""

    drafts_days: int = Field(default=30, ge=1)
    finished_cases_days: int = Field(default=3 * 365, ge=30)
    lookups_days: int = Field(default=3 * 365, ge=30)
    documents_after_validity_days: int = Field(default=365, ge=1)
    desk_acts_days: int = Field(default=5 * 365, ge=180)
    visits_days: int = Field(default=3 * 365, ge=30)
    fleet_history_days: int = Field(default=180, ge=7)
    fleet_uses_days: int = Field(default=3 * 365, ge=30)
    logs_days: int = Field(default=14, ge=1)
    notices_days: int = Field(default=365, ge=30)


class DeskSettings(_Settings):
    """The staff's desk: how long somebody stays signed in."""

    idle_min: int = Field(default=30, ge=5, le=240)
    longest_h: int = Field(default=10, ge=1, le=24)


class MailSettings(_Settings):
    """A mail server that takes mail from this machine, and who reads it."""

    server: str
    port: int = Field(default=25, ge=1, le=65535)
    sender: Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+$")]
    recipients: list[Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+$")]] = Field(min_length=1)


class AlertSettings(_Settings):
    """How maintainers are told that a terminal fell ill or a release was stopped."""

    mail: MailSettings | None = None
    webhook: Annotated[str, StringConstraints(pattern=r"^https?://\S+$")] | None = None


class FleetSettings(_Settings):
    """The county's terminals.

    Attributes:
        beat_every_s: How often a terminal says how it is; three missed are an illness.
        look_every_s: How often the center looks whether a release must stop, and tells people.
        metrics_token: With one, `/metrics` answers whoever sends it as a bearer token (Prometheus).
    """

    beat_every_s: int = Field(default=60, ge=5, le=3600)
    look_every_s: float = Field(default=60.0, gt=0, le=3600)
    alerts: AlertSettings = AlertSettings()
    metrics_token: Annotated[str, StringConstraints(pattern=r"^[!-~]{16,200}$")] | None = None


class CenterSettings(_Settings):
    """Everything that can differ between centers.

    `public_url` is what verification codes lead to; it must be reachable by phones.
    """

    name: str
    public_url: Annotated[str, StringConstraints(pattern=r"^https?://[^\s/]+[^\s]*[^/\s]$")]
    townships: list[Township] = Field(min_length=1)
    trial: bool = False
    database_url: str | None = None
    lookups_per_hour: int = Field(default=120, ge=1)
    lookup_deadline_s: float = Field(default=8.0, gt=0)
    clock_tolerance_h: float = Field(default=24.0, gt=0)
    enroll_code_valid_h: float = Field(default=72.0, gt=0)
    document_valid_days: int = Field(default=90, ge=1)
    max_body_bytes: int = Field(default=512_000, ge=10_000)
    retention: Retention = Retention()
    desk: DeskSettings = DeskSettings()
    fleet: FleetSettings = FleetSettings()
    sources: list[HttpSource] = []

    @field_validator("database_url")
    @classmethod
    def _is_a_database(cls, text: str | None) -> str | None:
        if text is not None:
            database_url(text)
        return text

    def township(self, code: str) -> Township:
        """The township of that code.

        Raises:
            SettingsError: There is none.
        """
        for township in self.townships:
            if township.code == code:
                return township
        raise SettingsError(f"no township {code} in the settings")


def trial_settings(public_url: str) -> CenterSettings:
    """The settings of a center that shows the trial village."""
    return CenterSettings(
        name="示例县便民服务中心",
        public_url=public_url,
        townships=[
            Township(code="990101", name="示例县示例镇", office="示例镇便民服务中心", phone="023-00000101")
        ],
        trial=True,
        lookups_per_hour=3000,
    )


def load_settings(data_dir: Path) -> CenterSettings:
    """Read the settings of the data directory.

    Raises:
        SettingsError: There is no file, or it has faults; the text names each.
    """
    path = data_dir / _FILE
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise SettingsError(
            f"{path} is missing; `kiosk center init --data DIR` writes one to begin with"
        ) from error
    except yaml.YAMLError as error:
        raise SettingsError(f"{path} is not YAML: {error}") from error
    try:
        return CenterSettings.model_validate(raw)
    except ValidationError as error:
        faults = [f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors()]
        raise SettingsError(f"{path}: " + "; ".join(faults)) from error


def write_example(data_dir: Path, *, public_url: str) -> Path:
    """Write settings to begin with, unless there are some; returns where."""
    path = data_dir / _FILE
    if not path.exists():
        example = trial_settings(public_url).model_copy(update={"trial": False, "lookups_per_hour": 120})
        text = yaml.safe_dump(example.model_dump(mode="json"), allow_unicode=True, sort_keys=False)
        data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.write_text(text, encoding="utf-8")
    return path
