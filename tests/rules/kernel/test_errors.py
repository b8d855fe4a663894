"""Refusals carry a code, a sentence and a status, and forms carry all their errors."""

import pytest

from jiuzhu.kernel.errors import Conflict, FieldError, Forbidden, InvalidInput, NotVisible, Refused


def test_refusal_carries_code_sentence_and_field():
    refusal = Refused("money.format", "请更正。", field="amount")
    assert (refusal.code, refusal.message, refusal.field) == ("money.format", "请更正。", "amount")
    assert str(refusal) == "请更正。"
    assert "money.format" in repr(refusal)


def test_refusal_becomes_the_error_of_a_field():
    refusal = Refused("money.format", "请更正。")
    assert refusal.at_field("income") == FieldError("income", "money.format", "请更正。")


@pytest.mark.parametrize(
    ("kind", "status"), [(Refused, 400), (Forbidden, 403), (NotVisible, 404), (Conflict, 409)]
)
def test_each_refusal_has_its_status(kind, status):
    refusal = kind("some.code", "请换一种办法。")
    assert isinstance(refusal, Refused)
    assert refusal.status == status


def test_invalid_input_keeps_every_field_and_counts_them():
    errors = (FieldError("a", "x.y", "甲。"), FieldError("b", "x.z", "乙。"))
    refusal = InvalidInput(errors)
    assert refusal.errors == errors
    assert refusal.status == 422
    assert "2 处" in refusal.message


def test_invalid_input_without_errors_is_a_mistake_of_ours():
    with pytest.raises(ValueError, match="at least one"):
        InvalidInput(())
