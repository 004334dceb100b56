"""A morning at the desk: what stands in the queue for tests that look at pages."""

from __future__ import annotations

from center.desk.files import Told
from center.desk.grid.watch import load_rules
from center.desk.work import Handle
from center.merging import Stage
from center.trial.residents import village_on
from tests.center.desk.support import NO_PHONE, SECOND, WINDOW, submitted
from tests.center.support import TODAY, Town, number_of


def furnish(town: Town) -> dict[str, str]:
    """Cases in several states and visits by the watch rules; returns the ids of some."""
    desk = town.center.desk

    def version(case_id: str) -> Handle:
        return Handle(case_id, desk.files.open(case_id, WINDOW).version)

    def of(name: str, **more: object) -> str:
        people = {"subject": {"name": name, "number": number_of(name), "how": "card"}}
        return submitted(town.terminal, people=people, **more).case_id

    free = submitted(town.terminal).case_id
    aid = {
        "services": ["temporary-aid"],
        "parts": [
            {
                "service": "temporary-aid",
                "title": "遇到难处，国家帮一把",
                "consent": "not_asked",
                "state": "incomplete",
            }
        ],
    }
    mine = of("示例·高秀英", kind="draft", answers=[NO_PHONE], papers=[], **aid)
    desk.work.claim(version(mine), WINDOW)
    other = of("示例·吴桂香")
    desk.work.claim(version(other), SECOND)
    returned = of("示例·杨素芬")
    desk.work.claim(version(returned), WINDOW)
    desk.work.move(
        version(returned), WINDOW, Stage.RETURNED, told=Told("折子换了新的，要带新的来", ("新折子", "身份证"))
    )
    done = of("示例·李桂英")
    desk.work.claim(version(done), WINDOW)
    desk.work.move(version(done), WINDOW, Stage.DONE)
    (item,) = town.center.casework.of_person(number_of("示例·李桂英"))
    desk.township.rate(receipt=item.receipt, score=5, words="一趟就办好了")
    visit = of(
        "示例·何满仓",
        services=["home-visit"],
        parts=[
            {"service": "home-visit", "title": "请村上的人到家里办", "consent": "given", "state": "ready"}
        ],
    )
    numbers = [one.number for one in village_on(TODAY).residents if one.entry.deceased_days is None]
    desk.watch.run(load_rules(town.center.desk.data_dir / "none.yaml"), numbers, township="990101")
    return {"free": free, "mine": mine, "other": other, "returned": returned, "done": done, "visit": visit}
