"""Draw a procedure as an SVG flow chart from the very table the engine runs (S20).

Plain text SVG without scripts or outside references: rows are the stages of the table in their
order, boxes are states, arrows are steps with number and label. It prints on A4 and reads on a
wall.
"""

from dataclasses import dataclass
from html import escape

from jiuzhu.policy.label_places import Curve, Point, Rect, place_labels, straight
from jiuzhu.policy.procedures import Procedure, State, Transition

STAGE_LABELS: dict[str, str] = {
    "intent": "意愿与授权",
    "verification": "核对",
    "application": "申请",
    "assessment": "受理与调查",
    "decision": "审批",
    "publicity": "公示",
    "payment": "发放",
    "review": "复核",
    "exit": "退出",
    "archive": "归档",
}
WIDTH, MARGIN, LEFT = 1120, 24, 132
BOX_WIDTH, BOX_HEIGHT, ROW_HEIGHT, TOP = 132, 44, 132, 92
MOST_ARROW_SOURCES = 2
LETTER = 12
LINE_LETTERS = 72  # letters of 14 that fit between the margins
ASIDE = 22  # arrows down stand right of the middle, arrows up left of it


@dataclass(frozen=True, slots=True)
class _Place:
    """Hold the middle of a box."""

    x: int
    y: int


def flowchart_svg(procedure: Procedure) -> str:
    """Draw the chart of a procedure; byte-stable for the same table."""
    stages = list(dict.fromkeys(state.stage for state in procedure.states))
    places = _places(procedure, stages)
    listed = _listed(procedure, places)
    listed = (*listed, *_beside(procedure))
    height = TOP + ROW_HEIGHT * len(stages) + 24 * len(listed) + 40
    parts = [
        _head(procedure, height),
        *(_stage_row(stage, row) for row, stage in enumerate(stages)),
        *_arrows(procedure, places),
        *(_box(state, places[state.code]) for state in procedure.states),
        *_notes(listed, TOP + ROW_HEIGHT * len(stages) + 16),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _places(procedure: Procedure, stages: list[str]) -> dict[str, _Place]:
    """Lay the states out: a row a stage, boxes spread over the row."""
    places = {}
    for row, stage in enumerate(stages):
        states = [state for state in procedure.states if state.stage == stage]
        step = (WIDTH - LEFT - MARGIN) // len(states)
        for column, state in enumerate(states):
            x = LEFT + step * column + step // 2
            places[state.code] = _Place(x, TOP + ROW_HEIGHT * row + ROW_HEIGHT // 2)
    return places


def _head(procedure: Procedure, height: int) -> str:
    """Open the drawing: title, basis, arrow head, ground."""
    title = escape(f"{procedure.title}（{procedure.code}）")
    basis = escape(
        f"依据：{procedure.basis.document} {procedure.basis.article}，"
        f"自{procedure.effective_from.isoformat()}起"
    )
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'aria-label="{title}" font-family="Noto Sans SC, sans-serif">'
    )
    tip = (
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" '
        'markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8z" fill="#37474f"/>'
        "</marker></defs>"
    )
    ground = f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>'
    heading = f'<text x="{MARGIN}" y="40" font-size="24" font-weight="700">{title}</text>'
    source = f'<text x="{MARGIN}" y="68" font-size="15" fill="#37474f">{basis}</text>'
    return "\n".join((svg, f"<title>{title}</title>", tip, ground, heading, source))


def _stage_row(stage: str, row: int) -> str:
    """Draw the band and the name of a stage."""
    top = TOP + ROW_HEIGHT * row
    fill = "#f3f6f8" if row % 2 == 0 else "#ffffff"
    label = escape(STAGE_LABELS.get(stage, stage))
    return (
        f'<rect x="0" y="{top}" width="{WIDTH}" height="{ROW_HEIGHT}" fill="{fill}"/>'
        f'<text x="{MARGIN}" y="{top + ROW_HEIGHT // 2 + 6}" font-size="16" font-weight="700" '
        f'fill="#1f4e79">{label}</text>'
    )


def _box(state: State, place: _Place) -> str:
    """Draw a state; an ended one is round."""
    x, y = place.x - BOX_WIDTH // 2, place.y - BOX_HEIGHT // 2
    radius = BOX_HEIGHT // 2 if state.terminal else 6
    return (
        f'<g id="state-{escape(state.code)}"><rect x="{x}" y="{y}" width="{BOX_WIDTH}" '
        f'height="{BOX_HEIGHT}" rx="{radius}" fill="#ffffff" stroke="#1f4e79" stroke-width="2"/>'
        f'<text x="{place.x}" y="{place.y + 6}" font-size="16" text-anchor="middle">'
        f"{escape(state.label)}</text></g>"
    )


def _is_listed(procedure: Procedure, move: Transition, places: dict[str, _Place]) -> bool:
    """Say whether a step is written under the chart: many sources, or a way over several rows.

    The sources of an action count together, also where the table parts it into several rows.
    """
    starts = [places[state].y for state in move.from_states if state is not None]
    far = any(abs(places[move.to_state].y - y) > ROW_HEIGHT for y in starts)
    rows = [other for other in procedure.transitions if other.action == move.action]
    return far or sum(len(row.from_states) for row in rows) > MOST_ARROW_SOURCES


def _listed(procedure: Procedure, places: dict[str, _Place]) -> tuple[str, ...]:
    """Write the steps that are listed under the chart instead of drawn."""
    labels = {state.code: state.label for state in procedure.states}
    return tuple(
        f"{move.no} {move.label}：可由“{'、'.join(labels[one] for one in move.from_states if one)}”"
        f"转入“{labels[move.to_state]}”"
        for move in procedure.transitions
        if _is_listed(procedure, move, places)
    )


def _beside(procedure: Procedure) -> tuple[str, ...]:
    """Write the limits of the version, then what it conflicts with, in lines that fit the page."""
    lines = [
        f"时限 {one.label}：{one.text}（{one.document}{one.article}）" for one in procedure.limits
    ]
    if not procedure.verified:
        lines.append("本流程的依据未经核实，启用前须核对正式文件。")
    if not procedure.runs:
        lines.append("本流程只用于查看过去的案卷，新案件不能按它办理。")
    for one in procedure.conflicts:
        text = f"与上位规定不一致：{one.document}{one.article}。{one.text}"
        lines += [text[at : at + LINE_LETTERS] for at in range(0, len(text), LINE_LETTERS)]
    return tuple(lines)


def _arrows(procedure: Procedure, places: dict[str, _Place]) -> list[str]:
    """Draw every step that is not listed; several between two boxes share a line and its label."""
    between: dict[tuple[str | None, str], list[Transition]] = {}
    for move in procedure.transitions:
        if not _is_listed(procedure, move, places):
            for state in move.from_states:
                between.setdefault((state, move.to_state), []).append(move)
    curves = [_way(places.get(start or ""), places[end], places) for start, end in between]
    words = ["；".join(f"{move.no} {move.label}" for move in moves) for moves in between.values()]
    taken = (*(_box_of(place) for place in places.values()), *_stage_names(places))
    labels = place_labels(zip(words, curves, strict=True), taken, WIDTH)
    return [
        _arrow(moves, text, curve, label)
        for moves, text, curve, label in zip(between.values(), words, curves, labels, strict=True)
    ]


def _box_of(place: _Place) -> Rect:
    """Give the rectangle of a state."""
    half_width, half_height = BOX_WIDTH // 2, BOX_HEIGHT // 2
    return Rect(
        place.x - half_width, place.y - half_height, place.x + half_width, place.y + half_height
    )


def _stage_names(places: dict[str, _Place]) -> tuple[Rect, ...]:
    """Give the rectangles in which the names of the rows stand."""
    rows = sorted({place.y for place in places.values()})
    return tuple(Rect(MARGIN, y - 12, LEFT - 12, y + 12) for y in rows)


def _arrow(moves: list[Transition], words: str, curve: Curve, label: Point) -> str:
    """Draw one arrow with its label."""
    numbers = " ".join(move.no for move in moves)
    return (
        f'<g class="step" data-steps="{escape(numbers)}"><title>{escape(words)}</title>'
        f'<path d="{curve.path()}" fill="none" stroke="#37474f" stroke-width="1.5" '
        'marker-end="url(#tip)"/>'
        f'<text x="{label[0]}" y="{label[1]}" font-size="{LETTER}" text-anchor="middle" '
        f'fill="#37474f" stroke="#ffffff" stroke-width="4" paint-order="stroke">{escape(words)}'
        "</text></g>"
    )


def _way(start: _Place | None, end: _Place, places: dict[str, _Place]) -> Curve:
    """Give the line between two boxes: from the left edge for a birth."""
    half_width, half_height = BOX_WIDTH // 2, BOX_HEIGHT // 2
    if start is None:
        x = end.x - half_width
        return straight((x - 44, end.y), (x, end.y))
    if start == end:
        x, y = start.x + half_width, start.y
        return Curve((x, y - 8), (x + 44, y - 24), (x + 44, y + 24), (x, y + 8))
    if start.y == end.y:
        return _along(start, end, places)
    sign = 1 if end.y > start.y else -1
    y_from, y_to = start.y + sign * half_height, end.y - sign * half_height
    x_from, x_to, middle = start.x + sign * ASIDE, end.x + sign * ASIDE, (y_from + y_to) // 2
    return Curve((x_from, y_from), (x_from, middle), (x_to, middle), (x_to, y_to))


def _along(start: _Place, end: _Place, places: dict[str, _Place]) -> Curve:
    """Give the line between two boxes of a row: straight, bowed over others, below when back."""
    low, high = min(start.x, end.x), max(start.x, end.x)
    between = any(one.y == start.y and low < one.x < high for one in places.values())
    half_width, half_height = BOX_WIDTH // 2, BOX_HEIGHT // 2
    if end.x > start.x and not between:
        return straight((start.x + half_width, start.y), (end.x - half_width, end.y))
    sign = -1 if end.x > start.x else 1
    edge = start.y + sign * half_height
    bow = edge + sign * 40
    return Curve((start.x, edge), (start.x, bow), (end.x, bow), (end.x, edge))


def _notes(listed: tuple[str, ...], top: int) -> list[str]:
    """Write the listed steps under the chart."""
    return [
        f'<text x="{MARGIN}" y="{top + 24 * number}" font-size="14">{escape(text)}</text>'
        for number, text in enumerate(listed, 1)
    ]
