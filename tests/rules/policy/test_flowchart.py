import xml.etree.ElementTree as ET
from dataclasses import replace

from jiuzhu.policy.flowchart import STAGE_LABELS, flowchart_svg
from jiuzhu.policy.procedures import load_procedure

TA_2019 = load_procedure("TA-2019")
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


def test_no_two_boxes_meet():
    root = ET.fromstring(SVG)  # noqa: S314 - our own drawing
    space = "{http://www.w3.org/2000/svg}"
    boxes = []
    for group in root.iter(f"{space}g"):
        if group.get("id", "").startswith("state-"):
            rect = group.find(f"{space}rect")
            boxes.append(tuple(int(rect.get(key)) for key in ("x", "y", "width", "height")))
    assert len(boxes) == len(TA_2019.states)
    for number, (x, y, width, height) in enumerate(boxes):
        for left, top, other_width, other_height in boxes[number + 1 :]:
            apart = x + width < left or left + other_width < x
            assert apart or y + height < top or top + other_height < y


def test_a_step_that_stays_is_drawn_as_a_loop():
    moves = tuple(
        replace(move, to_state="REVIEW", from_states=("REVIEW",)) if move.no == "D22k" else move
        for move in TA_2019.transitions
    )
    assert "D22k 维持不变" in flowchart_svg(replace(TA_2019, transitions=moves))
