"""Compare a local procedure with its parent: it may tighten, never loosen (S2)."""

from collections.abc import Iterator

from jiuzhu.policy.procedure_rows import Procedure, ProcedureLimit, Transition


def tightening_problems(parent: Procedure, local: Procedure) -> tuple[str, ...]:
    """Say where a local version loosens its parent; it may only tighten (S2)."""
    found = []
    mine = {move.no: move for move in local.transitions}
    for move in parent.transitions:
        kept = mine.get(move.no)
        if kept is None:
            found.append(f"缺少步骤 {move.no}（{move.label}）")
        else:
            found.extend(f"步骤 {move.no} {what}" for what in _loosened(move, kept))
    known = {move.no for move in parent.transitions}
    order = {state.code: place for place, state in enumerate(local.states)}
    found.extend(
        f"新增的步骤 {move.no} 绕过了上级程序的步骤（只能新增退回重做的步骤）"
        for move in local.transitions
        if move.no not in known and not _leads_back(move, order)
    )
    found.extend(_flags(parent, local))
    found.extend(_limits(parent, local))
    return tuple(found)


def _leads_back(move: Transition, order: dict[str, int]) -> bool:
    """Say whether a step only has something done again: it ends where a case stood before."""
    return all(
        state is not None and order[move.to_state] <= order[state] for state in move.from_states
    )


def _flags(parent: Procedure, local: Procedure) -> Iterator[str]:
    """Find publicity or appraisal that a local version has given up."""
    if parent.scheme != local.scheme:
        yield "改变了救助事项"
    if parent.review_publicity and not local.review_publicity:
        yield "取消了审核阶段公示"
    if not parent.appraisal_on_objection_only and local.appraisal_on_objection_only:
        yield "取消了必经的民主评议"
    if local.effective_from < parent.effective_from:
        yield "早于上级程序生效"


def _limits(parent: Procedure, local: Procedure) -> Iterator[str]:
    """Find limits that a local version has lost or made longer (a floor: shorter)."""
    for one in parent.limits:
        mine = local.limit(one.clock)
        if mine is None:
            yield f"没有时限“{one.label}”"
        else:
            yield from (f"时限“{one.label}”{what}" for what in _slower(one, mine))


def _slower(parent: ProcedureLimit, local: ProcedureLimit) -> Iterator[str]:
    if (parent.unit, parent.floor) != (local.unit, local.floor):
        yield "改变了计算单位"
        return
    for devolved, extended in ((False, False), (True, False), (False, True)):
        theirs = parent.for_case(devolved=devolved, extended=extended)
        ours = local.for_case(devolved=devolved, extended=extended)
        if ours < theirs if parent.floor else ours > theirs:
            yield f"由{theirs}{'缩短' if parent.floor else '延长'}为{ours}"
            return
    added = set(local.grounds) - set(parent.grounds)
    if added:
        yield f"新增了延长事由：{'、'.join(sorted(added))}"


def _loosened(parent: Transition, local: Transition) -> Iterator[str]:
    """Find what one step of a local version has lost or moved."""
    if (parent.from_states, parent.to_state) != (local.from_states, local.to_state):
        yield "改变了起止状态"
    for mine, theirs in (
        (local.clocks_start, parent.clocks_start),
        (local.clocks_stop, parent.clocks_stop),
    ):
        if not set(theirs) <= set(mine):
            yield "改变了时限的起止"
    if parent.capability != local.capability:
        yield "改变了承担岗位"
    for name, word in (("guards", "条件"), ("documents", "文书"), ("notices", "送达")):
        lost = set(getattr(parent, name)) - set(getattr(local, name))
        if lost:
            yield f"减少了{word}：{'、'.join(sorted(lost))}"
    if parent.publicity and parent.publicity != local.publicity:
        yield "改变了公示要求"
