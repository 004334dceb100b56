"""The process that draws: reads requests as JSON lines, writes PDF files, answers with JSON lines.

A request is {"id", "op": "render" | "warm", ...}; the answer has the same id. Requests carry
personal data and travel through a pipe only; answers carry none, except the characters that no font has.
"""

import json
import os
import sys
from contextlib import suppress
from typing import Any, TextIO

from kiosk.processes import leave_no_core
from printing.documents import draw_certificate
from printing.errors import FontsMissing, PaperRefused
from printing.fonts import FontBook
from printing.layout import Drawn
from printing.lists import draw_blank_form, draw_papers_list
from printing.papers import BlankForm, Certificate, Paper, PapersList, Slip, Stock, from_json, texts
from printing.slips import draw_slip
from printing.testpage import draw_test_page


def draw(paper: Paper, fonts: FontBook, *, stock: Stock) -> Drawn:
    """The PDF of any paper; `stock` counts for slips only."""
    match paper:
        case Certificate():
            return draw_certificate(paper, fonts)
        case Slip():
            return draw_slip(paper, fonts, stock=stock)
        case PapersList():
            return draw_papers_list(paper, fonts)
        case BlankForm():
            return draw_blank_form(paper, fonts)
        case _:
            return draw_test_page(paper, fonts)


def answer(request: dict[str, Any], fonts: FontBook) -> dict[str, Any]:
    """Does what one request asks."""
    if request["op"] == "warm":
        fonts.warm()
        return {"ok": True}
    paper = from_json(request["paper"])
    if missing := fonts.missing("".join(texts(paper))):
        return {"ok": False, "fault": "missing", "missing": missing}
    drawn = draw(paper, fonts, stock=Stock(request["stock"]))
    handle = os.open(request["path"], os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(drawn.pdf)
    return {"ok": True, "pages": drawn.pages, "width_mm": drawn.width_mm, "height_mm": drawn.height_mm}


def serve(requests: TextIO, answers: TextIO, fonts: FontBook | None) -> None:
    """Answers until the pipe is closed; without fonts every answer is a fault."""
    for line in requests:
        request = json.loads(line)
        try:
            reply = answer(request, fonts) if fonts else {"ok": False, "fault": "fonts"}
        except PaperRefused:
            reply = {"ok": False, "fault": "refused"}
        except Exception as error:
            # Whatever it is, only its kind leaves this process: a message may hold what stands on the paper.
            reply = {"ok": False, "fault": "fault", "kind": type(error).__name__}
        answers.write(json.dumps({"id": request["id"]} | reply) + "\n")
        answers.flush()


def main() -> None:
    """Serves the parent on standard input and output."""
    leave_no_core()
    os.umask(0o077)
    # Whatever a library prints must not be taken for an answer.
    pipe = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    fonts = None
    with suppress(FontsMissing):
        fonts = FontBook()
    serve(sys.stdin, pipe, fonts)


if __name__ == "__main__":
    main()
