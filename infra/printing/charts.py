"""Charts as SVG, drawn by Vega: for pages without script, each beside the table that says the same.

It holds the interpreter for seconds, the first time, so it is drawn in the press's process. What is drawn is a plain
Vega-Lite specification: altair would write the same, and takes three seconds to load.
"""

from collections.abc import Sequence
from typing import Any

LETTERING = {"labelFontSize": 17, "titleFontSize": 17}
FONT = "Be Vietnam Pro, Arial, sans-serif"
COLOURS = ("#9f1d20", "#e0a030", "#6b7f8e")
"""Told apart by their lightness too."""
LINE, WIDTH, TICKS = 40, 340, 4
ROOM = 40
"""By how much labels may be wider where they are shown than where they are measured."""


def bars(rows: Sequence[tuple[str, Sequence[int]]], parts: Sequence[str], title: str) -> dict[str, Any]:
    """Describe a bar a row, each of as many parts as are named."""
    values = [
        {"row": name, "part": part, "place": place, "tasks": number}
        for name, numbers in rows
        for place, (part, number) in enumerate(zip(parts, numbers, strict=True))
    ]
    order = [name for name, _ in rows]
    most = max((sum(numbers) for _, numbers in rows), default=0)
    step = max(1, -(-most // TICKS))
    ticks = [*range(0, most + step, step)]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": WIDTH,
        "height": {"step": LINE},
        "background": "white",
        "padding": {"left": ROOM, "right": ROOM // 2, "top": 5, "bottom": 5},
        "config": {"font": FONT, "view": {"stroke": None}, "axis": LETTERING, "legend": LETTERING},
        "data": {"values": values},
        "mark": {"type": "bar", "height": LINE - 12},
        "encoding": {
            "y": {"field": "row", "type": "nominal", "sort": order, "title": None, "axis": {"labelLimit": 260}},
            "x": {
                "field": "tasks",
                "type": "quantitative",
                "title": title,
                "scale": {"domain": [0, ticks[-1]]},
                "axis": {"values": ticks, "format": "d"},
            },
            "color": {
                "field": "part",
                "type": "nominal",
                "scale": {"domain": list(parts), "range": list(COLOURS[: len(parts)])},
                "legend": {"title": None, "orient": "top", "columnPadding": 24},
            },
            "order": {"field": "place"},
        },
    }


def drawn(specification: dict[str, Any]) -> str:
    """Draw it."""
    import vl_convert

    return str(vl_convert.vegalite_to_svg(specification))
