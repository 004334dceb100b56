"""How a county system is reached, as data."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import jmespath
from jmespath.exceptions import JMESPathError
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from center.protocol import Dataset


def _compiles(expression: str) -> str:
    try:
        jmespath.compile(expression)
    except JMESPathError as error:
        raise ValueError(f"not JMESPath: {error}") from error
    return expression


JmesPath = Annotated[str, AfterValidator(_compiles)]


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class NoAuth(_Data):
    """The system is guarded by its network alone."""

    kind: Literal["none"] = "none"


class HeaderAuth(_Data):
    """A secret in a header; `prefix` is put before it ("Bearer ")."""

    kind: Literal["header"]
    header: str = "Authorization"
    prefix: str = ""
    secret_file: Path


class BasicAuth(_Data):
    """A user name and a secret."""

    kind: Literal["basic"]
    user: str
    secret_file: Path


class HttpDataset(_Data):
    """One question to the system, and how its answer becomes one of our datasets.

    `path`, `query` and `body` may hold `{number}` and `{year}`. `data` is one JMESPath expression that
    gives the whole dataset; besides the usual functions there are `money(x)` ("185.00" from 185 or
    "185"), `cents(x)`, `day(x)` ("2025-03-01" from "20250301", "2025/3/1" or a date with a time) and
    `pick(x, {"1": "paying"})`, which gives null for an unknown word.
    """

    method: Literal["GET", "POST"] = "GET"
    path: Annotated[str, StringConstraints(pattern=r"^/")]
    query: dict[str, str] = {}
    body: dict[str, str] | None = None
    unknown_status: list[int] = [404]
    unknown_when: JmesPath | None = None
    no_record_when: JmesPath | None = None
    as_of: JmesPath | None = None
    data: JmesPath


class HttpSource(_Data):
    """A county system that speaks JSON over HTTP."""

    name: str
    base_url: Annotated[str, StringConstraints(pattern=r"^https?://[^\s/]+")]
    auth: Annotated[NoAuth | HeaderAuth | BasicAuth, Field(discriminator="kind")] = NoAuth()
    ca_file: Path | None = None
    connect_timeout_s: float = Field(default=2.0, gt=0, le=30)
    read_timeout_s: float = Field(default=4.0, gt=0, le=60)
    deadline_s: float = Field(default=6.0, gt=0, le=60)
    max_bytes: int = Field(default=2_000_000, ge=1000)
    datasets: dict[Dataset, HttpDataset] = Field(min_length=1)
