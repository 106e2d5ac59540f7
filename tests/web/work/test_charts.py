"""A chart says what its table says, and is drawn once however many look at it."""

import asyncio
from typing import Any, cast

import pytest

from api.web.charts import LASTS, Charts
from infra.documents.orders import PressDown
from infra.printing.charts import bars, drawn
from infra.printing.pool import RenderPool


class Drawer:
    """A press that counts, and fails when it is told to."""

    def __init__(self) -> None:
        self.times, self.fails = 0, False

    async def chart(self, specification: dict[str, Any]) -> str:
        """Draw."""
        self.times += 1
        await asyncio.sleep(0)
        if self.fails:
            raise PressDown("down")
        return f"{specification['name']} {self.times}"


def test_a_chart_names_every_row_and_part_in_full_and_counts_whole_tasks() -> None:
    rows = [("Chờ thẩm tra hồ sơ", [1, 0, 2]), ("cb-11953-03", [0, 1, 0])]
    svg = drawn(bars(rows, ["Trễ hạn", "Hạn hôm nay", "Hạn sau"], "Số việc"))
    for words in ("Chờ thẩm tra hồ sơ", "cb-11953-03", "Trễ hạn", "Hạn hôm nay", "Hạn sau", "Số việc"):
        assert f">{words}</text>" in svg
    assert [f">{tick}</text>" in svg for tick in ("0", "1", "2", "3")] == [True] * 4
    assert "<script" not in svg
    assert svg.index(">Chờ thẩm tra hồ sơ</text>") < svg.index(">cb-11953-03</text>")


async def test_a_chart_is_drawn_once_a_minute_for_each_office_and_again_after_a_failure() -> None:
    now, press = [0.0], Drawer()
    charts = Charts(lambda: now[0])

    async def look(office: str) -> str:
        async def described() -> dict[str, Any]:
            return {"name": office}

        return await charts.drawn(office, described, cast("RenderPool", press))

    assert set(await asyncio.gather(*(look("here") for _ in range(50)))) == {"here 1"}
    assert await look("there") == "there 2"
    now[0] += LASTS + 1
    press.fails = True
    with pytest.raises(PressDown):
        await look("here")
    press.fails = False
    assert await look("here") == "here 4"
