"""Contents: every kind has one, each survives storage, unlawful ones cannot be built."""

import json
from dataclasses import fields, replace

import pytest

from jiuzhu.casework.documents.rendering import data
from jiuzhu.casework.documents.rendering.checks import forbidden_in_public
from unit.documents.sample_parts import head, identity
from unit.documents.samples import SAMPLES, sample, sample_name

KINDS_OF_THE_STREAM = {
    "W01", "W02", "W03", "W04", "W05", "W06", "W07-fit", "W07-unfit", "W09", "W10", "W11", "W12",
    "W14", "W16", "W19", "W20-notice", "W20-record", "W21-board", "W21-web", "W22-answer",
    "W22-sheet",
    "W24-certificate", "W24-tekun", "W35", "W26-tekun_board", "W26-tekun_web", "W09-tekun",
    "W23", "W24", "W25", "W26-board", "W26-web", "W27", "W31-adjust", "W31-stop", "W32",
    "W33-notice", "W33-request", "W38", "W39", "W46", "W50",
    "W19-aid", "W21-aid_board", "W21-aid_web", "W24-aid", "W40-expense",
}  # fmt: skip


def test_every_kind_of_the_stream_has_content_and_sample():
    assert {sample_name(content) for content in SAMPLES} == KINDS_OF_THE_STREAM
    assert {type(content) for content in SAMPLES} == set(data.CONTENT_CLASSES)


@pytest.mark.parametrize("content", SAMPLES, ids=sample_name)
def test_stored_content_reads_back_equal(content):
    stored = json.loads(json.dumps(content.to_json(), ensure_ascii=False))

    assert data.content_from_json(stored) == content


def test_stored_content_of_another_kind_is_refused():
    with pytest.raises(ValueError, match="W24"):
        data.RefusalNotice.from_json(sample("W24").to_json())


def test_stored_content_with_a_missing_or_foreign_field_is_refused():
    stored = sample("W26", "board").to_json()
    del stored["content"]["hotline"]
    stored["content"]["address"] = "柏子村4组18号"

    with pytest.raises(KeyError, match=r"address.*hotline"):
        data.content_from_json(stored)


def test_stored_amount_that_is_no_whole_fen_is_refused():
    stored = sample("W24").to_json()
    stored["content"]["amount_fen"] = 426.5

    with pytest.raises(TypeError, match="int is expected"):
        data.content_from_json(stored)


def test_content_holding_a_float_is_never_stored():
    with pytest.raises(TypeError, match="float"):
        replace(sample("W24"), amount_fen=426.5).to_json()


@pytest.mark.parametrize(("kind", "variant"), [("W25", ""), ("W31", "adjust"), ("W31", "stop")])
def test_adverse_notice_needs_reasons_and_both_remedies(kind, variant):
    notice = sample(kind, variant)

    with pytest.raises(ValueError, match="reason"):
        replace(notice, reasons=())
    with pytest.raises(ValueError, match="remedies"):
        replace(notice, remedy="可以自收到之日起60日内申请行政复议。")
    with pytest.raises(ValueError, match="remedies"):
        replace(notice, remedy="可以自收到之日起6个月内提起诉讼。")


def test_unfit_notice_needs_a_reason():
    with pytest.raises(ValueError, match="reason"):
        replace(sample("W07", "unfit"), reasons=())


def test_report_needs_one_status_for_each_source():
    report = sample("W06")

    with pytest.raises(ValueError, match="one status for each source"):
        replace(report, sources=report.sources[:2])


def test_home_visit_needs_two_different_surveyors():
    survey = sample("W14")

    with pytest.raises(ValueError, match="two surveyors"):
        replace(survey, surveyors=survey.surveyors[:1] * 2)


def test_supplement_needs_a_gap_and_a_deadline():
    supplement = sample("W11")

    with pytest.raises(ValueError, match="deadline"):
        replace(supplement, deadline=None)
    with pytest.raises(ValueError, match="gap"):
        replace(supplement, gaps=())


@pytest.mark.parametrize("variant", ["board", "web"])
def test_public_sheet_holds_no_field_beyond_the_allowed(variant):
    sheet = sample("W26", variant)

    assert {field.name for field in fields(sheet)} == {
        "head", "village", "lines", "posted_from", "posted_to", "hotline", "township",
        "objection_way",
    }  # fmt: skip
    assert {field.name for field in fields(data.SheetLine)} == {
        "shown_name", "persons", "amount_fen",
    }  # fmt: skip
    assert "case_number" not in {field.name for field in fields(sheet.head)}


@pytest.mark.parametrize("content", [sample("W26", "board"), sample("W26", "web"), sample("W27")])
def test_clean_public_paper_has_no_finding(content):
    assert forbidden_in_public(content) == ()


@pytest.mark.parametrize(
    "leak",
    [
        identity(1968, 3, 12, 17),
        "１３８０５３８００００",
        "6223 1900 0000 0000 010",
    ],
)
@pytest.mark.parametrize("field", ["village", "township", "objection_way"])
def test_number_of_a_person_in_any_text_of_a_sheet_is_found(field, leak):
    sheet = replace(sample("W26", "board"), **{field: f"柏子村（{leak}）"})

    assert [finding.field for finding in forbidden_in_public(sheet)] == [field]


def test_number_of_a_person_beside_a_name_is_found():
    sheet = sample("W26", "board")
    line = replace(sheet.lines[0], shown_name=f"赵䶮喆{identity(1968, 3, 12, 17)}")

    findings = forbidden_in_public(replace(sheet, lines=(line,)))

    assert [finding.field for finding in findings] == ["lines[1].shown_name"]


def test_office_mobile_may_be_the_hotline_but_an_identity_number_may_not():
    sheet = sample("W26", "board")

    assert forbidden_in_public(replace(sheet, hotline="13805380000")) == ()
    assert forbidden_in_public(replace(sheet, hotline=identity(1968, 3, 12, 17)))


def test_unmasked_name_on_the_web_is_found():
    sheet = sample("W26", "web")
    line = replace(sheet.lines[1], shown_name="钱大勇")

    findings = forbidden_in_public(replace(sheet, lines=(sheet.lines[0], line)))

    assert [(f.field, f.kind) for f in findings] == [("lines[2].shown_name", "unmasked_name")]


def test_case_number_on_a_public_sheet_is_found():
    sheet = replace(sample("W26", "board"), head=head("泰岱汶公〔2020〕9号"))

    assert "case_number" in {finding.kind for finding in forbidden_in_public(sheet)}


def test_paper_that_is_not_public_cannot_be_linted_as_clean():
    with pytest.raises(TypeError, match="W25"):
        forbidden_in_public(sample("W25"))


def test_proof_of_posting_naming_a_phone_is_found():
    proof = replace(sample("W27"), objections_text="村民来电13805380000询问。")

    assert [finding.field for finding in forbidden_in_public(proof)] == ["objections_text"]


def test_remedy_written_in_characters_counts_too():
    notice = replace(sample("W25"), remedy="六十日内申请行政复议；六个月内提起诉讼。")

    assert notice.remedy.startswith("六十日")
