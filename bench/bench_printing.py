"""How long a certificate takes, from the terminal's side: request, drawing in the helper process, file."""

from __future__ import annotations

import json
import statistics
import time
from datetime import date

from kiosk.log import json_log
from printing.folder import PaperFolder
from printing.papers import Align, Certificate, Column, Row, Table
from printing.render import Renderer

TIMES = 41


def certificate(number: int) -> Certificate:
    """A page with a person, a table of twelve years, a code and a seal; each is a different one."""
    rows = tuple((f"{2026 - i}年", f"{400 + i * number}.00", "60.00", "已到账") for i in range(12))
    columns = (
        Column("年度"),
        Column("个人缴费（元）", Align.RIGHT),
        Column("政府补贴（元）", Align.RIGHT),
        Column("状态"),
    )
    return Certificate(
        title="城乡居民基本养老保险参保缴费证明",
        number=f"ZM990101-20261121-{number:04d}",
        person=(
            Row("姓名", "示例·张𬭎䶮𠮷㛃"),
            Row("公民身份号码", "99010119500307451X"),
            Row("户籍地址", "示例县示例镇示例村三组"),
        ),
        table=Table(columns, rows),
        purpose="申请住房贷款",
        issued_by="示例县示例镇便民服务中心",
        issued_on=date(2026, 11, 21),
        valid_until=date(2027, 5, 21),
        verify_code=f"K7QM-3F9X-{number:04d}",
        verify_url=f"https://zm.example.cn/v/K7QM3F9X{number:04d}",
        sample=True,
        note="依据截至2026年11月20日的登记打印。",
        statement="兹证明下列人员在我县参加城乡居民基本养老保险，缴费情况如下。",
    )


def main() -> None:
    folder = PaperFolder()
    renderer = Renderer(folder, log=json_log(room="bench"))
    taken_ms = []
    try:
        for number in range(TIMES):
            began = time.perf_counter()
            drawn = renderer.render(certificate(number))
            taken_ms.append((time.perf_counter() - began) * 1000)
            drawn.path.unlink()
    finally:
        renderer.close()
        folder.close()
    after_first = sorted(taken_ms[1:])
    figure = {
        "figure": "certificate_ms_median_after_first",
        "value": round(statistics.median(after_first), 1),
        "limit": 50,
        "p95": round(after_first[int(len(after_first) * 0.95) - 1], 1),
        "first": round(taken_ms[0], 1),
        "runs": len(after_first),
    }
    print(json.dumps(figure))


if __name__ == "__main__":
    main()
