"""Charts as SVG, drawn by Vega: for pages without script, each beside the table that says the same.

It holds the interpreter for seconds, the first time, so it is drawn in the press's process. What is drawn is a plain
Vega-Lite specification: altair would write the same, and takes three seconds to load.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor
from textwrap import wrap
from typing import Any

LETTERING = {"labelFontSize": 17, "titleFontSize": 17}
FONT = "Be Vietnam Pro, Arial, sans-serif"
COLOURS = ("#9f1d20", "#e0a030", "#6b7f8e")
"""Told apart by their lightness too."""
LINE, WIDTH, TICKS = 40, 340, 4
ROOM = 40
"""By how much labels may be wider where they are shown than where they are measured."""
LETTERS = 39
"""So many of a wide font fit beside their mark into the plot."""
SHARES = ("#1d4f91", "#c4451c", "#2d2d2d")
"""Of lines: blue, vermilion and black are apart for whoever is colour-blind, and each has its own mark and dashes."""
SHAPES, DASHES = ("circle", "square", "triangle-up"), ([1, 0], [8, 4], [2, 3])
HIGH, WHOLE, TWENTY = 240, 100, 20
AHEAD: dict[str, Any] = {"shape": "diamond", "dash": [1, 0], "colour": "#6b3fa0"}


@dataclass(frozen=True)
class Line:
    """A share month by month, in per cent; None where it is not known, and what it should be."""

    name: str
    values: Sequence[float | None]
    goal: float | None = None
    until: str = ""
    """The last month in which there is anything of it; none, where it goes on."""


@dataclass(frozen=True)
class Ahead:
    """What is expected of a month, and between what it lies."""

    name: str
    month: str
    value: float
    low: float
    high: float


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


def lines(months: Sequence[str], shares: Sequence[Line], title: str, ahead: Ahead | None = None) -> dict[str, Any]:
    """Describe a line a share over months; it breaks where nothing is known; dotted rules say the goals."""
    values = [
        {"month": month, "of": line.name, "per cent": value}
        for line in shares
        for month, value in zip(months, line.values, strict=True)
    ]
    shown = _all_of(months, ahead)
    names = [line.name for line in shares] + ([ahead.name] if ahead else [])
    colours = [*SHARES[: len(shares)], *([AHEAD["colour"]] if ahead else [])]
    shapes = [*SHAPES[: len(shares)], *([AHEAD["shape"]] if ahead else [])]
    dashes = [*DASHES[: len(shares)], *([AHEAD["dash"]] if ahead else [])]
    legend = {
        "title": None,
        "orient": "top",
        "direction": "vertical",
        "labelExpr": _wrapped(names),
        "labelLimit": 2 * WIDTH,
    }
    of = {"field": "of", "type": "nominal"}
    colour = {"color": of | {"scale": {"domain": names, "range": colours}, "legend": legend}}
    shape = {"shape": of | {"scale": {"domain": names, "range": shapes}, "legend": legend}}
    dash = {"strokeDash": of | {"scale": {"domain": names, "range": dashes}, "legend": None}}
    month: dict[str, Any] = {
        "field": "month",
        "type": "ordinal",
        "title": None,
        "sort": None,
        "axis": {"labelAngle": -45},
    }
    month["scale"] = {"domain": shown}
    scale = {"domain": _span(ahead)}
    share = {"field": "per cent", "type": "quantitative", "title": title, "scale": scale}
    known = [{"filter": "isValid(datum['per cent'])"}]
    layer: list[dict[str, Any]] = [
        {"mark": {"type": "line", "strokeWidth": 2}, "encoding": {"x": month, "y": share} | colour | dash},
        {
            "transform": known,
            "mark": {"type": "point", "filled": True, "size": 80},
            "encoding": {"x": month, "y": share} | colour | shape,
        },
        _goals(shares, month, share, colour),
    ]
    if ahead:
        layer += _ahead(ahead, month, share, colour | shape)
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": WIDTH + ROOM,
        "height": HIGH,
        "background": "white",
        "padding": {"left": 5, "right": ROOM // 2, "top": 5, "bottom": 5},
        "config": {"font": FONT, "axis": LETTERING, "legend": LETTERING},
        "data": {"values": values},
        "layer": layer,
    }


def _goals(
    shares: Sequence[Line], month: dict[str, Any], share: dict[str, Any], colour: dict[str, Any]
) -> dict[str, Any]:
    months = month["scale"]["domain"]
    goals = [
        {"of": line.name, "goal": line.goal, "month": months[0], "until": line.until or months[-1]}
        for line in shares
        if line.goal is not None
    ]
    # From the middle of one month to that of another: half a month more on both sides.
    half = (WIDTH + ROOM) / len(months) / 2
    return {
        "data": {"values": goals},
        "mark": {"type": "rule", "strokeDash": [2, 6], "xOffset": -half, "x2Offset": half},
        "encoding": {"x": month, "x2": {"field": "until"}, "y": share | {"field": "goal"}} | colour,
    }


def _wrapped(names: Sequence[str]) -> str:
    """An expression of Vega: the lines of each name, as it is shown with a wider font than it is measured with."""
    return f"({json.dumps({name: wrap(name, LETTERS) for name in names})})[datum.label]"


def _ahead(ahead: Ahead, month: dict[str, Any], share: dict[str, Any], look: dict[str, Any]) -> list[dict[str, Any]]:
    told = {"month": ahead.month, "of": ahead.name, "per cent": ahead.value, "low": ahead.low, "high": ahead.high}
    data = {"values": [told]}
    return [
        {
            "data": data,
            "mark": {"type": "rule", "strokeWidth": 6, "opacity": 0.35, "color": AHEAD["colour"]},
            "encoding": {"x": month, "y": share | {"field": "low"}, "y2": {"field": "high"}},
        },
        {
            "data": data,
            "mark": {"type": "point", "filled": True, "size": 110},
            "encoding": {"x": month, "y": share} | look,
        },
    ]


def _all_of(months: Sequence[str], ahead: Ahead | None) -> list[str]:
    return [*dict.fromkeys([*months, *([ahead.month] if ahead else [])])]


def _span(ahead: Ahead | None) -> list[int]:
    """From nothing to the whole, and as far as a band reaches beyond them."""
    low, high = (ahead.low, ahead.high) if ahead else (0, 0)
    return [min(0, TWENTY * floor(low / TWENTY)), max(WHOLE, TWENTY * ceil(high / TWENTY))]


def drawn(specification: dict[str, Any]) -> str:
    """Draw it."""
    import vl_convert

    return str(vl_convert.vegalite_to_svg(specification))
