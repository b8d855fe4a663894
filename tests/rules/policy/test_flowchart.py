import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest

from jiuzhu.policy.flowchart import STAGE_LABELS, flowchart_svg
from jiuzhu.policy.procedures import load_procedure, procedure_codes

TA_2019 = load_procedure("TA-2019", "taian")
SVG = flowchart_svg(TA_2019)


def test_the_chart_shows_every_state_and_every_step():
    texts = "".join(ET.fromstring(SVG).itertext())  # noqa: S314 - our own drawing
    for state in TA_2019.states:
        assert f'id="state-{state.code}"' in SVG
        assert state.label in texts
        assert STAGE_LABELS[state.stage] in texts
    for move in TA_2019.transitions:
        assert f"{move.no} {move.label}" in texts


def test_the_chart_changes_with_the_table_and_only_with_it():
    assert flowchart_svg(TA_2019) == SVG
    moves = tuple(
        replace(move, label="另行办理") if move.no == "D2" else move for move in TA_2019.transitions
    )
    assert "D2 另行办理" in flowchart_svg(replace(TA_2019, transitions=moves))


def test_the_chart_carries_no_script_and_escapes_labels():
    sharp = replace(TA_2019, title="<script>alert(1)</script>")
    drawn = flowchart_svg(sharp)
    assert "<script" not in drawn
    assert ET.fromstring(drawn) is not None  # noqa: S314 - our own drawing


SPACE = "{http://www.w3.org/2000/svg}"


def drawn(svg):
    """Return every text and every state with the rectangle (left, top, right, bottom) it takes."""
    root = ET.fromstring(svg)  # noqa: S314 - our own drawing
    boxes = {}
    for group in root.iter(f"{SPACE}g"):
        if group.get("id", "").startswith("state-"):
            rect = group.find(f"{SPACE}rect")
            x, y, width, height = (int(rect.get(key)) for key in ("x", "y", "width", "height"))
            boxes[group.get("id")] = (x, y, x + width, y + height)
    inside = {id(text) for group in root.iter(f"{SPACE}g") if group.get("id") for text in group}
    for text in root.iter(f"{SPACE}text"):
        if id(text) not in inside:
            boxes[text.text] = around(text)
    return boxes


def around(text):
    size, x, y = (int(text.get(key)) for key in ("font-size", "x", "y"))
    width = sum(size if ord(letter) > 0x2E7F else 0.6 * size for letter in text.text)
    left = x - width / 2 if text.get("text-anchor") == "middle" else x
    return (left, y - 0.9 * size, left + width, y + 0.2 * size)


def met(boxes):
    """Return which of these stand on one another."""
    names = list(boxes)
    return [
        (one, other)
        for number, one in enumerate(names)
        for other in names[number + 1 :]
        if boxes[one][0] < boxes[other][2]
        and boxes[other][0] < boxes[one][2]
        and boxes[one][1] < boxes[other][3]
        and boxes[other][1] < boxes[one][3]
    ]


def test_no_two_labels_meet_and_none_stands_on_a_box():
    boxes = drawn(SVG)
    assert len(boxes) > len(TA_2019.states) + len(TA_2019.transitions)
    assert met(boxes) == []
    assert all(left >= 0 and right <= 1120 for left, _, right, _ in boxes.values())


def crossed(svg):
    """Return the labels through which the line of another step runs."""
    steps = [
        (group.find(f"{SPACE}text"), group.find(f"{SPACE}path").get("d"))
        for group in ET.fromstring(svg).iter(f"{SPACE}g")  # noqa: S314 - our own drawing
        if group.get("class") == "step"
    ]
    return [
        text.text
        for text, own in steps
        for line in {line for _, line in steps} - {own}
        if any(stands_on(around(text), point) for point in points_of(line))
    ]


def points_of(path):
    """Return points along a line or a cubic curve."""
    numbers = [int(number) for number in re.findall(r"-?[0-9]+", path)]
    points = list(zip(numbers[::2], numbers[1::2], strict=True))
    weights = {2: (1, 1), 4: (1, 3, 3, 1)}[len(points)]
    last = len(points) - 1
    for step in range(101):
        share = step / 100
        shares = [w * share**n * (1 - share) ** (last - n) for n, w in enumerate(weights)]
        yield tuple(
            sum(s * p[axis] for s, p in zip(shares, points, strict=True)) for axis in (0, 1)
        )


def stands_on(rect, point):
    left, top, right, bottom = rect
    return left < point[0] < right and top < point[1] < bottom


def test_no_line_of_another_step_runs_through_a_label():
    assert crossed(SVG) == []


def test_longer_words_find_a_place_too():
    moves = tuple(replace(move, label=f"{move.label}另行办理") for move in TA_2019.transitions)
    assert met(drawn(flowchart_svg(replace(TA_2019, transitions=moves)))) == []


def test_labels_on_one_another_are_found():
    label = re.search(r'<g class="step".*?(<text.*?</text>)', SVG, re.DOTALL)[1]
    twice = SVG.replace("</svg>", f"{label.replace('D1 ', 'D1x ')}</svg>")
    assert len(met(drawn(twice))) == 1


def test_a_step_that_stays_is_drawn_as_a_loop():
    moves = tuple(
        replace(move, to_state="REVIEW", from_states=("REVIEW",)) if move.no == "D22k" else move
        for move in TA_2019.transitions
    )
    assert "D22k 维持不变" in flowchart_svg(replace(TA_2019, transitions=moves))


@pytest.mark.parametrize("code", procedure_codes("taian"))
def test_every_version_is_drawn_whole_and_readable(code):
    table = load_procedure(code, "taian")
    svg = flowchart_svg(table)
    texts = "".join(ET.fromstring(svg).itertext())  # noqa: S314 - our own drawing
    for move in table.transitions:
        assert f"{move.no} {move.label}" in texts
    for one in table.limits:
        assert f"时限 {one.label}：{one.text}" in texts
    assert ("只用于查看过去的案卷" in texts) is not table.runs
    assert ("未经核实" in texts) is not table.verified
    boxes = drawn(svg)
    assert met(boxes) == []
    assert all(left >= 0 and right <= 1120 for left, _, right, _ in boxes.values())


def test_the_chart_names_the_regulation_it_departs_from():
    texts = "".join(ET.fromstring(SVG).itertext())  # noqa: S314 - our own drawing
    assert "与上位规定不一致：社会救助暂行办法（国务院令第649号）" in texts
    assert "审核公示由同文件第十九条恢复" in texts
