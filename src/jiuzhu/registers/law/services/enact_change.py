"""Make a change law: the second officer's decision, with the paper; from then on it is computed."""

from __future__ import annotations

from datetime import datetime

from jiuzhu.infra.actor import Actor
from jiuzhu.infra.revisions import law_revision, lock_law, raise_law
from jiuzhu.infra.storage import read_bytes
from jiuzhu.kernel.errors import Forbidden, Refused
from jiuzhu.policy.amendments import amended, settled
from jiuzhu.policy.packs import load_pack
from jiuzhu.policy.records import to_plain
from jiuzhu.registers.law.access import require_state
from jiuzhu.registers.law.enums import ChangeState
from jiuzhu.registers.law.models import LawActivation, LawChange
from jiuzhu.registers.law.queries import activated_amendments, amendments_of, pack_in_force


def enact_change(*, change: LawChange, actor: Actor, at: datetime) -> LawActivation:
    """Write the activation of a locked change; casework/reviews asks for it, see activate_change.

    Raises: Forbidden `law.same_officer`, Refused `law.no_paper`, `law.no_values`, `amendment.…`,
    Conflict `law.state`.
    """
    require_state(change, ChangeState.SIMULATED)
    lock_law()
    if actor.officer() == change.prepared_by_id:
        raise Forbidden(
            "law.same_officer", "拟稿人不能启用自己登记的变更。请由另一位政策管理员核对后启用。"
        )
    if change.file is None:
        raise Refused("law.no_paper", "还没有上传文件原文（PDF）。请拟稿人补传后再启用。")
    read_bytes(bytes(change.file.digest))
    values = amendments_of(change)
    if not values:
        raise Refused("law.no_values", "这项变更没有任何数值。请退回拟稿补填。")
    amended(pack_in_force(), values)
    shipped = load_pack(change.place)
    whole = (*activated_amendments(change.place, law_revision()), *values)
    row = LawActivation.objects.create(
        change=change,
        place=change.place,
        amendments=[to_plain(one) for one in values],
        base_digest=shipped.digest,
        digest=amended(shipped, settled(shipped, whole)).digest,
        file_digest=change.file.digest,
        prepared_by_id=change.prepared_by_id,
        activated_by_id=actor.officer(),
        activated_at=at,
    )
    change.state = ChangeState.ACTIVATED
    change.save(update_fields=["state"])
    raise_law(row.pk)
    return row
