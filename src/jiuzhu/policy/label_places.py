"""Find a place for every label of a drawing: on no box, on no other label, on few lines."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

HIGH, LOW = 13, 4  # what a line of letters needs above and below its baseline
GAP = 4
WIDE_LETTER, NARROW_LETTER, FIRST_WIDE = 12, 8, "⺀"
SAMPLES = 40
# Where along a line a label may stand: the middle first.
ALONG = (50, 42, 58, 34, 66, 26, 74, 18, 82)
AWAY = (8, 16, 30, 52)
OWN_LINE, OTHERS_LINE, WORST = 2, 4, 1000
Point = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Rect:
    """Hold a rectangle that stands on the drawing."""

    left: int
    top: int
    right: int
    bottom: int

    def meets(self, other: "Rect") -> bool:
        """Say whether two rectangles come closer than the gap."""
        return (
            self.left < other.right + GAP
            and other.left < self.right + GAP
            and self.top < other.bottom + GAP
            and other.top < self.bottom + GAP
        )

    def holds(self, point: Point) -> bool:
        """Say whether a point lies inside."""
        return self.left <= point[0] <= self.right and self.top <= point[1] <= self.bottom


@dataclass(frozen=True, slots=True)
class Curve:
    """Hold a cubic curve by its four points."""

    start: Point
    leave: Point
    arrive: Point
    end: Point

    def path(self) -> str:
        """Write the curve as SVG does."""
        points = (self.leave, self.arrive, self.end)
        return f"M{self.start[0]} {self.start[1]}C" + " ".join(f"{x} {y}" for x, y in points)

    def at(self, share: int) -> Point:
        """Give the point after a share of the way, in hundredths."""
        there, back = share, 100 - share
        weights = (back**3, 3 * back * back * there, 3 * back * there * there, there**3)
        points = (self.start, self.leave, self.arrive, self.end)
        x = sum(weight * point[0] for weight, point in zip(weights, points, strict=True))
        y = sum(weight * point[1] for weight, point in zip(weights, points, strict=True))
        return x // 100**3, y // 100**3

    def points(self) -> Iterator[Point]:
        """Give points all along the curve."""
        return (self.at(100 * step // SAMPLES) for step in range(SAMPLES + 1))


def straight(start: Point, end: Point) -> Curve:
    """Give a straight line as a curve."""
    third = ((2 * start[0] + end[0]) // 3, (2 * start[1] + end[1]) // 3)
    rest = ((start[0] + 2 * end[0]) // 3, (start[1] + 2 * end[1]) // 3)
    return Curve(start, third, rest, end)


def width_of(words: str) -> int:
    """Give the width that a label needs, rather too much than too little."""
    return sum(WIDE_LETTER if letter >= FIRST_WIDE else NARROW_LETTER for letter in words)


def rect_of(words: str, place: Point) -> Rect:
    """Give the rectangle of a label whose middle stands on a baseline."""
    half = (width_of(words) + 1) // 2
    return Rect(place[0] - half, place[1] - HIGH, place[0] + half, place[1] + LOW)


def place_labels(
    labels: Iterable[tuple[str, Curve]], taken: Iterable[Rect], width: int
) -> tuple[Point, ...]:
    """Give each label a place along its own line: off boxes and other labels, on few lines."""
    todo = tuple(labels)
    lines = [tuple(curve.points()) for _, curve in todo]
    standing = list(taken)
    found: list[Point] = []
    for number, (words, curve) in enumerate(todo):
        others = [line for n, line in enumerate(lines) if n != number]
        weighed = [
            (_cost(rect, standing, others, lines[number]) + away, place, rect)
            for away, place in _candidates(words, curve)
            if (rect := rect_of(words, place)).left >= 0 and rect.right <= width
        ]
        _, best, rect = min(weighed, key=lambda one: one[0])
        standing.append(rect)
        found.append(best)
    return tuple(found)


def _candidates(words: str, curve: Curve) -> Iterator[tuple[int, Point]]:
    """Give the places to try above, below, to the right and to the left, and how far off each."""
    half = width_of(words) // 2
    for away in AWAY:
        for share in ALONG:
            x, y = curve.at(share)
            beside = ((x, y - away), (x, y + away + 10))
            aside = ((x + half + away, y + 4), (x - half - away, y + 4))
            yield from ((away, place) for place in (*beside, *aside))


def _cost(
    rect: Rect, standing: list[Rect], others: list[tuple[Point, ...]], own: tuple[Point, ...]
) -> int:
    """Weigh what a label would cover: a box or a label is worst, then a line of another step."""
    met = sum(rect.meets(other) for other in standing)
    return WORST * met + OTHERS_LINE * _covered(rect, others) + OWN_LINE * _covered(rect, [own])


def _covered(rect: Rect, lines: Iterable[tuple[Point, ...]]) -> int:
    """Count the points of lines that a label would cover."""
    return sum(rect.holds(point) for line in lines for point in line)
