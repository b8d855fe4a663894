from datetime import date

import pytest
from support_packs import changed_pack

from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.text import find_forbidden_proofs
from jiuzhu.policy.materials import (
    CaseFacts,
    obtained_by_sharing,
    refuse_forbidden,
    refuse_unlisted,
    required_materials,
)
from jiuzhu.policy.packs import load_pack

ON = date(2020, 9, 1)
PACK = load_pack("taian")
EVERY = frozenset(
    {
        "proxy",
        "without_capacity",
        "disabled_member",
        "support_agreement",
        "divorced",
        "residence_permit",
    }
)


def codes(facts):
    return {item.code for item in required_materials(facts, PACK, ON)}


def test_every_material_has_a_ground_and_a_way():
    items = required_materials(CaseFacts(circumstances=EVERY), PACK, ON)
    assert len(items) >= 12
    assert all(item.basis and item.note for item in items)


def test_a_plain_case_asks_for_little():
    assert "M_APPLICATION" in codes(CaseFacts())
    assert "M_MANDATE" not in codes(CaseFacts())
    assert "M_MANDATE" in codes(CaseFacts(circumstances=frozenset({"proxy"})))


def test_what_a_source_gives_is_not_asked_for_while_it_answers():
    down = CaseFacts(circumstances=EVERY)
    up = CaseFacts(circumstances=EVERY, sources_up=frozenset({"hukou", "disability"}))
    hidden = codes(down) - codes(up)
    assert hidden == {"M_HUKOU", "M_DISABILITY", "M_RESIDENCE_PERMIT"}
    assert {item.code for item in obtained_by_sharing(up, PACK, ON)} == hidden
    assert obtained_by_sharing(down, PACK, ON) == ()


def test_the_five_proofs_are_in_no_list():
    names = [item.name for item in required_materials(CaseFacts(circumstances=EVERY), PACK, ON)]
    assert not [name for name in names if find_forbidden_proofs(name)]


@pytest.mark.parametrize(
    "proof",
    ["收入证明", "疾病证明", "土地承包经营证明", "失业登记证明", "户籍所在地未享受低保证明"],
)
def test_the_five_proofs_cannot_be_asked_for(tmp_path, proof):
    with pytest.raises(Refused) as caught:
        refuse_forbidden(["居民户口簿", f"请提供{proof}一份"])
    assert caught.value.code == "material.forbidden"
    assert "证照核验" in caught.value.message
    pack = changed_pack(
        tmp_path, "documents.yaml", ("name: 离婚证或离婚判决（当面核验）", f"name: {proof}")
    )
    with pytest.raises(Refused):
        required_materials(CaseFacts(circumstances=EVERY), pack, ON)


def test_nothing_beyond_the_list_can_be_asked_for():
    asked = refuse_unlisted(["M_IDENTITY", "M_STATEMENT"], CaseFacts(), PACK, ON)
    assert [item.code for item in asked] == ["M_IDENTITY", "M_STATEMENT"]
    with pytest.raises(Refused) as caught:
        refuse_unlisted(["M_IDENTITY", "M_GOOD_CONDUCT"], CaseFacts(), PACK, ON)
    assert caught.value.code == "material.unlisted"
    up = CaseFacts(sources_up=frozenset({"hukou"}))
    with pytest.raises(Refused):
        refuse_unlisted(["M_HUKOU"], up, PACK, ON)
