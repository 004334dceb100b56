"""The page that a certificate's code leads to: plain Chinese, no script, nothing from elsewhere."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from center.days import written_day
from center.documents import Verdict, Verified
from center.settings import CenterSettings

_HERE = Path(__file__).parent
_WORDS = {
    Verdict.GENUINE: ("这张证明是真的", "是本中心开的，还在有效期里。请核对下面几项和纸上的一样。"),
    Verdict.EXPIRED: ("这张证明过期了", "是本中心开的，但有效期已过。请本人重新打印一张。"),
    Verdict.WITHDRAWN: ("这张证明作废了", "是本中心开的，后来作废了，不能再用。"),
    Verdict.SAMPLE: ("这是样张，不是真的证明", "这是试用时打印的样张，上面的人和数都是编的，不能用。"),
    Verdict.UNKNOWN: ("没有这张证明", "本中心没有开过这个编码的证明。请核对编码，看有没有输错。"),
}
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex",
}
STATIC = _HERE / "static"


class Pages:
    """Draws the pages that anybody may see."""

    def __init__(self, settings: CenterSettings) -> None:
        self._settings = settings
        self._environment = Environment(
            loader=FileSystemLoader(_HERE / "templates"), autoescape=True, undefined=StrictUndefined
        )
        self._environment.filters["day"] = written_day

    def verification(self, verified: Verified) -> HTMLResponse:
        """The answer to a verification code."""
        heading, advice = _WORDS[verified.verdict]
        page = self._environment.get_template("verify.html").render(
            found=verified,
            verdict=verified.verdict.value,
            known=verified.verdict is not Verdict.UNKNOWN,
            heading=heading,
            advice=advice,
            center=self._settings.name,
            phones=[(township.office, township.phone) for township in self._settings.townships[:3]],
        )
        status = 404 if verified.verdict is Verdict.UNKNOWN else 200
        return HTMLResponse(page, status_code=status, headers=_HEADERS)
