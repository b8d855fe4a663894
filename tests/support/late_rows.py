"""One row in every table that the short streams of the tests leave empty, written as the owner."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date, timedelta
from uuid import uuid4

from jiuzhu.casework.applications.models import (
    Outlay,
    RelatedPartyFiling,
    ReliefRequest,
    Supplement,
)
from jiuzhu.casework.archives.models import ArchiveFile, GapApproval
from jiuzhu.casework.assessments.models import (
    Computation,
    Opinion,
    SelfCareAssessment,
    SelfCareChange,
)
from jiuzhu.casework.cases.enums import HoldKind
from jiuzhu.casework.cases.models import (
    Case,
    CaseAssignment,
    CaseClock,
    CaseHold,
    CaseNote,
    ClockPause,
)
from jiuzhu.casework.decisions.models import Award, AwardAccount, Decision, ExitTalk, PlannedGrant
from jiuzhu.casework.documents.models import Document, SignedScan
from jiuzhu.casework.intents.models import AuthorizationLink
from jiuzhu.casework.objections.models import Appraisal, Attendee, Objection
from jiuzhu.casework.payments.models import (
    AgreementMeasure,
    AgreementSnapshot,
    BankAlias,
    BankFile,
    BankReturn,
    BankReturnLine,
    BankSending,
    Coverage,
    LedgerExplanation,
    LedgerImport,
    LedgerLine,
    Payable,
    PaymentBatch,
    PaymentOrder,
    RosterRuling,
)
from jiuzhu.casework.publicity.models import PublicNotice
from jiuzhu.casework.relief.models import (
    ReliefReport,
    ReserveEntry,
    ReserveFund,
    UrgentRelief,
)
from jiuzhu.casework.reviews.models import (
    BackPayLine,
    BackPayRun,
    BacktestDifference,
    DifferenceExplanation,
    Review,
    SimulatedHousehold,
    Simulation,
)
from jiuzhu.casework.verification.models import UnfitExplanation, VerificationReport
from jiuzhu.infra.models import FormDraft, JobRow, JobRun, StoredFile, UploadDraft
from jiuzhu.infra.storage import store_bytes
from jiuzhu.registers.accounts.models import (
    CitizenCode,
    ExportTemplate,
    ListColumns,
    Notice,
    NoticeMute,
    SavedList,
    SmsDelivery,
    User,
)
from jiuzhu.registers.households.models import BankAccount, IdentityDocument
from jiuzhu.registers.kinship.models import DeclaredRelative
from jiuzhu.registers.law.models import LawActivation, LawChange, ProcedureSwitch
from jiuzhu.registers.organs.models import DelegationDraft, Officer, OrganSeal, Training
from support.world import START, ZHUYANG, World

TOKEN = "a-token-of-the-tests"
NOBODYS_ACCOUNT = 0
HALF_A_YEAR = timedelta(days=180)


def fill(world: World, case: Case, officer: Officer, second: Officer) -> None:
    """Give a decided case one row of everything that may still come."""
    _before_decision(world, case, officer)
    _after_decision(world, case, officer)
    _payments(world, case, officer, second)
    _people(world, case, officer)
    _powers(world, officer, second)
    _switch(world, officer)
    _law(world, case, officer, second)


def a_file(world: World) -> StoredFile:
    """Keep a small picture that is like no other."""
    content = b"\x89PNG\r\n\x1a\n" + secrets.token_bytes(8)
    return store_bytes(content, media_type="image/png", shown_name="测试.png", at=world.at)


def _before_decision(world: World, case: Case, officer: Officer) -> None:
    report = VerificationReport.objects.get(case=case)
    AuthorizationLink.objects.create(
        case=case,
        person_id=case.applicant_id,
        token_hash=hashlib.sha256(TOKEN.encode()).digest(),
        code_hash="测试",
        sent_at=world.at,
        expires_at=world.at + HALF_A_YEAR,
    )
    UnfitExplanation.objects.create(
        report=report, case=case, reasons=[], drafted_at=world.at, drafted_by=officer
    )
    Supplement.objects.create(
        case=case,
        items=["测试材料"],
        requested_at=world.at,
        requested_by=officer,
        due_on=world.at.date(),
    )
    ReliefRequest.objects.create(case=case, cause="ILLNESS", stated_at=world.at, stated_by=officer)
    Outlay.objects.create(
        case=case,
        person_id=case.applicant_id,
        cause="ILLNESS",
        paid_from=world.at.date(),
        paid_to=world.at.date(),
        amount_fen=1,
        invoice=secrets.token_hex(8),
        listed_at=world.at,
        listed_by=officer,
    )
    RelatedPartyFiling.objects.create(
        case=case, officer=officer, relation="侄子", source="申报", filed_at=world.at
    )
    CaseHold.objects.create(case=case, kind=HoldKind.LEGACY_GAPS, reason="测试", opened_at=world.at)
    ClockPause.objects.create(
        clock=CaseClock.objects.filter(case=case)[0],
        ground="FORCE_MAJEURE",
        document_number="测试1号",
        effective_from=world.at.date(),
    )


def _tekun_rows(world: World, case: Case, officer: Officer) -> None:
    """Add what only a tekun case has: a report of a change, a test, an account of the award."""
    AwardAccount.objects.create(
        award=Award.objects.get(case=case), account="LIVING", amount_fen=100
    )
    change = SelfCareChange.objects.create(
        case=case,
        reported_on=world.at.date(),
        reporter="测试",
        what="测试",
        due_on=world.at.date() + timedelta(days=14),
        recorded_at=world.at,
        recorded_by=officer,
    )
    SelfCareAssessment.objects.create(
        case=case,
        change=change,
        assessed_on=world.at.date(),
        first_assessor=officer,
        second_assessor=Officer.objects.exclude(pk=officer.pk)[0],
        failed=["BATHING"],
        grade="PARTIAL",
        grade_label="半护理",
        article="测试",
        seen="测试",
        recorded_at=world.at,
    )


def _after_decision(world: World, case: Case, officer: Officer) -> None:
    document = Document.objects.get(case=case, kind="W24")
    CaseAssignment.objects.create(
        case=case, officer=officer, organ=case.organ, assigned_at=world.at, assigned_by=officer.pk
    )
    CaseNote.objects.create(case=case, author=officer, text="测试", written_at=world.at)
    PlannedGrant.objects.create(
        case=case,
        officer=officer,
        organ=case.county,
        opinion=Opinion.objects.filter(case=case).latest("pk"),
        text="同意",
        state="DONE",
        confirmed_at=world.at,
        due_at=world.at + timedelta(minutes=10),
        ended_at=world.at + timedelta(minutes=11),
    )
    SignedScan.objects.create(
        document=document, file=a_file(world), scanned_at=world.at, scanned_by=officer
    )
    _tekun_rows(world, case, officer)
    notice = PublicNotice.objects.create(
        code=secrets.token_hex(8),
        case=case,
        decision=Decision.objects.get(case=case),
        village_id=case.village_id,
        board={"applicant_name": "测试晚"},
        web={},
        document=document,
        web_document=document,
        planned_on=world.at.date(),
        published_at=world.at,
        published_by=officer,
    )
    appraisal = Appraisal.objects.create(
        case=case,
        question="测试",
        meets_at=world.at,
        place="测试",
        called_at=world.at,
        called_by=officer,
        notice=document,
    )
    Attendee.objects.create(appraisal=appraisal, seat="COMMITTEE", name="测试")
    Objection.objects.create(
        number=secrets.token_hex(6),
        case=case,
        public_notice=notice,
        channel="PHONE",
        wording="READ_BACK",
        text="测试",
        name="测试",
        contact="测试",
        received_at=world.at,
        recorded_at=world.at,
        recorded_by=officer,
        due_on=world.at.date(),
        about="RESULT",
    )
    relief = UrgentRelief.objects.create(
        case=case,
        organ=case.organ,
        event="测试",
        cause="FIRE",
        happened="测试",
        person_key="测试",
        learned_at=world.at,
        due_at=world.at + timedelta(hours=24),
    )
    ReliefReport.objects.create(
        relief=relief,
        source="DESK",
        claimed_at=world.at,
        received_at=world.at,
        reported_by=officer,
        happened="测试",
    )
    fund = ReserveFund.objects.create(organ=case.organ, balance_fen=100, entry_count=1)
    ReserveEntry.objects.create(
        fund=fund,
        serial=1,
        kind="FILL",
        amount_fen=100,
        balance_fen=100,
        note="测试",
        made_at=world.at,
        made_by=officer,
    )
    Review.objects.create(
        case=case, ground="PERIODIC", change="无", opened_at=world.at, opened_by=officer
    )
    ExitTalk.objects.create(
        case=case, held_at=world.at, held_by=officer, explained="测试", offered="测试"
    )
    GapApproval.objects.create(
        case=case, kind="W14", count=1, reason="测试", approved_at=world.at, approved_by=officer
    )
    ArchiveFile.objects.create(
        case=case,
        items=[],
        digest=b"0" * 32,
        retention_until=date(2050, 1, 1),
        closed_at=world.at,
        closed_by=officer,
        document=document,
    )


def _payments(world: World, case: Case, officer: Officer, second: Officer) -> None:
    assert case.county is not None
    award = Award.objects.get(case=case)
    assert Computation.objects.filter(case=case).exists()
    identity = IdentityDocument.objects.get(person_id=case.applicant_id)
    account = BankAccount.objects.get(person_id=case.applicant_id)
    month = date(2020, 10, 1)
    batch = PaymentBatch.objects.create(
        county=case.county,
        scheme="dibao",
        month=month,
        state="FROZEN",
        orders_count=1,
        persons_count=1,
        total_fen=award.amount_fen,
        held_count=0,
        body="",
        digest=b"",
        frozen_at=world.at,
        frozen_by=officer,
        confirmed_at=world.at,
        confirmed_by=second,
    )
    payable = Payable.objects.create(
        county=case.county,
        batch=batch,
        case=case,
        award=award,
        decision=award.decision,
        payee_id=case.applicant_id,
        scheme="dibao",
        item="BASIC",
        month=month,
        purpose="REGULAR",
        amount_fen=award.amount_fen,
        persons=3,
    )
    Coverage.objects.create(
        payable=payable,
        person_id=case.applicant_id,
        scheme="dibao",
        item="BASIC",
        month=month,
        purpose="REGULAR",
        amount_fen=award.amount_fen,
    )
    RosterRuling.objects.create(
        county=case.county,
        scheme="dibao",
        month=month,
        case=case,
        person_id=case.applicant_id,
        kind="DEATH",
        ruling="PAY",
        reason="测试",
        ruled_at=world.at,
        ruled_by=officer,
    )
    order = PaymentOrder.objects.create(
        batch=batch,
        line=1,
        payable=payable,
        case=case,
        award=award,
        payee_id=case.applicant_id,
        payee_index=identity.number_index,
        scheme="dibao",
        item="BASIC",
        month=month,
        category=case.category,
        amount_fen=award.amount_fen,
        persons=3,
        holder_name=account.holder_name,
        account=account.number,
        account_index=account.number_index,
        state="PENDING",
        digest=b"0" * 32,
    )
    file = BankFile.objects.create(
        batch=batch,
        file=a_file(world),
        lines=1,
        total_fen=order.amount_fen,
        made_at=world.at,
        made_by=officer,
    )
    BankSending.objects.create(
        file=file, state="INTENDED", intended_at=world.at, intended_by=officer
    )
    BankAlias.objects.create(
        county=case.county,
        encoding="gbk",
        person_id=case.applicant_id,
        name="测𬭼",
        alias="测金",
        ground="测试",
        ruled_at=world.at,
        ruled_by=officer,
    )
    taken = BankReturn.objects.create(
        batch=batch,
        digest=secrets.token_bytes(32),
        lines=1,
        paid=1,
        failed=0,
        taken_at=world.at,
        taken_by=officer,
    )
    BankReturnLine.objects.create(
        bank_return=taken, order=order, line=1, status="S", quarantined=True, doubt="AMOUNT"
    )
    ledger = LedgerImport.objects.create(
        batch=batch,
        digest=secrets.token_bytes(32),
        lines=1,
        equal=0,
        union=1,
        compared="amount",
        taken_at=world.at,
        taken_by=officer,
    )
    line = LedgerLine.objects.create(
        ledger=ledger,
        order=order,
        payee_index=identity.number_index,
        item="BASIC",
        month=month,
        organ=case.organ,
        payroll_fen=order.amount_fen,
        difference="MISSING_IN_LEDGER",
        owner="FINANCE",
    )
    LedgerExplanation.objects.create(
        line=line, cause="测试", explained_at=world.at, explained_by=officer
    )
    snapshot = AgreementSnapshot.objects.create(
        batch=batch,
        ledger=ledger,
        county=case.county,
        scheme="dibao",
        month=month,
        is_final=True,
        due_on=month,
        frozen_at=world.at,
    )
    AgreementMeasure.objects.create(
        snapshot=snapshot,
        organ=case.organ,
        equal=0,
        union=1,
        gap_fen=order.amount_fen,
        most_fen=order.amount_fen,
        payroll_persons=3,
        ledger_persons=0,
        payroll_households=1,
        ledger_households=0,
        stock_both=0,
        stock_union=1,
        unexplained=0,
        one_off_equal=0,
        one_off_union=0,
    )


def _powers(world: World, officer: Officer, second: Officer) -> None:
    """Add a power on its way to 范镇, with its document."""
    county, township = world.organ("370911"), world.organ("370911102")
    DelegationDraft.objects.create(
        power="dibao.decide",
        from_organ=county,
        to_organ=township,
        mode="AUTHORIZED",
        batch="第三批",
        document_title="测试",
        document_number="测试2号",
        name_on_decision=township.name,
        respondent=township.name,
        reviewing_body=county.reviewing_body,
        reviewing_address=county.reviewing_address,
        court=county.court,
        effective_from=START,
        file=a_file(world),
        prepared_by=officer,
        prepared_at=world.at,
    )
    Training.objects.create(
        officer=officer, topic="测试", attended_on=START, recorded_by=second, recorded_at=world.at
    )
    OrganSeal.objects.create(
        organ=township,
        name="测试",
        specimen=a_file(world),
        effective_from=START,
        registered_by=second,
        registered_at=world.at,
    )


def _switch(world: World, officer: Officer) -> None:
    """Add a procedure that a county is to run."""
    ProcedureSwitch.objects.create(
        code=secrets.token_hex(6),
        organ=world.organ("370911"),
        scheme="dibao",
        procedure="N-2022",
        effective_from=date(2023, 1, 1),
        document="测试3号",
        prepared_by=officer,
        prepared_at=world.at,
    )


def _law(world: World, case: Case, officer: Officer, second: Officer) -> None:
    """Add what a change of the law would do to the case, and what it owes."""
    month = date(2020, 10, 1)
    change = LawChange.objects.create(
        code=secrets.token_hex(6),
        place="taian",
        title="测试",
        document_number="测试1号",
        document_on=START,
        file=a_file(world),
        organ=world.organ("3709"),
        prepared_by=officer,
        prepared_at=world.at,
    )
    simulation = Simulation.objects.create(
        code=secrets.token_hex(8),
        change=change,
        amendments=[],
        first_month=month,
        started_at=world.at,
        started_by=officer,
        run="0" * 16,
        ended_at=world.at + timedelta(minutes=1),
    )
    SimulatedHousehold.objects.create(
        simulation=simulation, case=case, organ=case.organ, effect="GAIN", old_fen=1, new_fen=2
    )
    difference = BacktestDifference.objects.create(
        simulation=simulation,
        case=case,
        organ=case.organ,
        decision=Decision.objects.get(case=case),
        computed_on=START,
        old_eligible="ELIGIBLE",
        old_fen=1,
        new_eligible="ELIGIBLE",
        new_fen=2,
    )
    DifferenceExplanation.objects.create(
        difference=difference,
        organ=case.organ,
        text="测试",
        explained_by=officer,
        explained_at=world.at,
    )
    activation = LawActivation.objects.create(
        change=change,
        place="elsewhere",
        amendments=[],
        file_digest=b"0" * 32,
        prepared_by=officer,
        activated_by=second,
        activated_at=world.at,
    )
    run = BackPayRun.objects.create(
        activation=activation,
        first_month=month,
        last_month=month,
        started_at=world.at,
        started_by=officer,
        run="0" * 16,
    )
    BackPayLine.objects.create(
        run=run,
        case=case,
        organ=case.organ,
        award=Award.objects.get(case=case),
        month=month,
        old_fen=1,
        new_fen=2,
    )


def _people(world: World, case: Case, officer: Officer) -> None:
    identity = IdentityDocument.objects.get(person_id=case.applicant_id)
    DeclaredRelative.objects.create(
        officer=officer,
        relation="侄子",
        name=case.applicant.name,
        number_index=identity.number_index,
        declared_on=START,
    )
    CitizenCode.objects.create(
        phone_index=secrets.token_bytes(32),
        phone="19900000000",
        code_hash="测试",
        sent_at=world.at,
        expires_at=world.at + HALF_A_YEAR,
    )
    UploadDraft.objects.create(
        token_digest=secrets.token_bytes(32),
        owner=NOBODYS_ACCOUNT,
        shown_name="测试.png",
        content=b"sealed",
        kept_at=world.at,
        expires_at=world.at + HALF_A_YEAR,
    )
    FormDraft.objects.create(
        key=uuid4(),
        owner=NOBODYS_ACCOUNT,
        form="register_intent",
        title="测试",
        content=b"sealed",
        saved_at=world.at,
        expires_at=world.at + HALF_A_YEAR,
    )
    SmsDelivery.objects.create(
        reference="测试", template="测试", phone="19900000000", state="SENT", at=world.at
    )
    user = User.objects.filter(officer=officer).first() or User.objects.create_staff(
        username="测试", password=TOKEN, officer=officer
    )
    _notices(world, user)
    ExportTemplate.objects.create(
        code=secrets.token_hex(6),
        user=user,
        organ=case.organ,
        page="CASES",
        name="测试",
        columns=[["applicant", "姓名"]],
        saved_at=world.at,
    )
    ListColumns.objects.create(user=user, page="CASES", codes=["applicant"], chosen_at=world.at)
    SavedList.objects.create(
        code=secrets.token_hex(6),
        user=user,
        organ=case.organ,
        page="CASES",
        name="测试",
        conditions="state=APPLIED",
        saved_at=world.at,
    )


def _notices(world: World, user: User) -> None:
    """Add a notice, a muted kind and a long job with a row, all of one account."""
    Notice.objects.create(account=user, kind="MENTION", text="测试", at=world.at)
    NoticeMute.objects.create(account=user, kind="DIGEST", changed_at=world.at)
    run = JobRun.objects.create(
        code=secrets.token_hex(8),
        title="测试",
        state="DONE",
        owner=user.pk,
        organ=world.organ(ZHUYANG).pk,
        total=1,
        started_at=world.at,
        order='{"list": "cases"}',
    )
    JobRow.objects.create(run=run, key="1", outcome="FAILED", at=world.at)
