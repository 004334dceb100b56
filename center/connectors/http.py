"""A county system over HTTP: everything about it is data, every fault of it is a `Lack`."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import quote

import jmespath
import jmespath.functions
import requests
import urllib3
from jmespath.exceptions import JMESPathError
from pydantic import ValidationError

from center.connectors.port import Fetched, Lack
from center.connectors.settings import BasicAuth, HeaderAuth, HttpDataset, HttpSource
from center.protocol import DATASET_MODELS, Dataset

_ANYTHING: Any = {"types": []}


class _Functions(jmespath.functions.Functions):
    """The functions that mappings need besides JMESPath's own."""

    @jmespath.functions.signature(_ANYTHING)
    def _func_money(self, value: object) -> str | None:
        return _yuan(value, scale=1)

    @jmespath.functions.signature(_ANYTHING)
    def _func_cents(self, value: object) -> str | None:
        return _yuan(value, scale=100)

    @jmespath.functions.signature(_ANYTHING)
    def _func_day(self, value: object) -> str | None:
        found = re.match(r"\s*(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})", str(value))
        if value is None or found is None:
            return None
        year, month, day = map(int, found.groups())
        return f"{year:04}-{month:02}-{day:02}"

    @jmespath.functions.signature(_ANYTHING, {"types": ["object"]})
    def _func_pick(self, value: object, words: dict[str, object]) -> object:
        return words.get(str(value))


def _yuan(value: object, *, scale: int) -> str | None:
    if value is None or isinstance(value, bool):
        return None
    try:
        amount = Decimal(str(value).replace(",", "").strip()) / scale
    except InvalidOperation:
        return None
    return f"{amount:.2f}" if amount.is_finite() else None


class HttpConnector:
    """Asks one county system, by its settings."""

    def __init__(
        self,
        source: HttpSource,
        *,
        today: Callable[[], date],
        monotonic_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._source = source
        self._today = today
        self._monotonic_s = monotonic_s
        self._options = jmespath.Options(custom_functions=_Functions())
        self._headers = {"Accept": "application/json"}
        self._basic: tuple[str, str] | None = None
        match source.auth:
            case HeaderAuth() as auth:
                self._headers[auth.header] = (
                    auth.prefix + auth.secret_file.read_text(encoding="utf-8").strip()
                )
            case BasicAuth() as auth:
                self._basic = (auth.user, auth.secret_file.read_text(encoding="utf-8").strip())
            case _:
                pass

    @property
    def name(self) -> str:
        """The source's name in the settings."""
        return self._source.name

    @property
    def datasets(self) -> frozenset[Dataset]:
        """What the settings map."""
        return frozenset(self._source.datasets)

    def fetch(self, *, number: str, dataset: Dataset, year: int | None) -> Fetched | Lack:
        """Ask, and judge the answer; see the port."""
        question = self._source.datasets[dataset]
        words = {"number": number, "year": str(year if year is not None else self._today().year)}
        try:
            status, body = self._ask(question, words)
        except (requests.Timeout, urllib3.exceptions.TimeoutError, TimeoutError):
            return Lack.SLOW
        except urllib3.exceptions.HTTPError:  # while reading: half an answer, or one that cannot be unpacked
            return Lack.NONSENSE
        except requests.RequestException:
            return Lack.DOWN
        if status in question.unknown_status:
            return Lack.UNKNOWN_PERSON
        if status >= 500:
            return Lack.DOWN
        if status != 200 or len(body) > self._source.max_bytes:
            return Lack.NONSENSE
        return self._understand(question, dataset, body)

    def _ask(self, question: HttpDataset, words: dict[str, str]) -> tuple[int, bytes]:
        source = self._source
        until_s = self._monotonic_s() + source.deadline_s
        path = question.path.format_map({key: quote(word, safe="") for key, word in words.items()})
        with requests.Session() as session:
            session.trust_env = False
            with session.request(
                question.method,
                source.base_url.rstrip("/") + path,
                params={key: value.format_map(words) for key, value in question.query.items()},
                json=(
                    None
                    if question.body is None
                    else {key: value.format_map(words) for key, value in question.body.items()}
                ),
                headers=self._headers,
                auth=self._basic,
                timeout=(source.connect_timeout_s, source.read_timeout_s),
                verify=str(source.ca_file) if source.ca_file else True,
                allow_redirects=False,
                stream=True,
            ) as response:
                body = bytearray()
                # read1 gives what is there: a trickle must not outlive the deadline by filling a buffer.
                while piece := response.raw.read1(65_536, decode_content=True):
                    body += piece
                    if self._monotonic_s() > until_s:
                        raise TimeoutError
                    if len(body) > source.max_bytes:
                        break
                return response.status_code, bytes(body)

    def _understand(self, question: HttpDataset, dataset: Dataset, body: bytes) -> Fetched | Lack:
        try:
            answer = json.loads(body)
            if question.unknown_when and self._search(question.unknown_when, answer):
                return Lack.UNKNOWN_PERSON
            if question.no_record_when and self._search(question.no_record_when, answer):
                return Lack.NO_RECORD
            mapped = self._search(question.data, answer)
            as_of = self._search(question.as_of, answer) if question.as_of else self._today().isoformat()
            return Fetched(
                as_of=date.fromisoformat(str(as_of)[:10]),
                data=DATASET_MODELS[dataset].model_validate(mapped),
            )
        except (ValueError, RecursionError, JMESPathError, ValidationError):
            return Lack.NONSENSE

    def _search(self, expression: str, answer: object) -> object:
        return jmespath.search(expression, answer, options=self._options)
