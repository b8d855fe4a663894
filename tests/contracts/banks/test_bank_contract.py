"""The bank port: the fake and the client with a real process keep the same promises."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from jiuzhu.casework.payments.layouts import layout_codes, load_layout
from jiuzhu.casework.payments.layouts.read import read_answer, read_orders
from jiuzhu.casework.payments.layouts.write import write_file
from jiuzhu.casework.payments.ports import BankCounter, BankParcel, BankRefused, BankUnknown
from jiuzhu.gateways.banks.client import TOKEN_HEADER, bank_of
from support.fake_bank import FakeBank

SRC = Path(__file__).resolve().parents[3] / "src"
NUMBER = "370911-dibao-202010"
HEAD = {"batch": NUMBER, "month": "202010", "made_on": "20200928", "purpose": "低保金"}


class BankProcess:
    """The simulator on one state directory."""

    def __init__(self, state: Path) -> None:
        self.state = state
        self.start()

    def start(self) -> None:
        (self.state / "address").unlink(missing_ok=True)
        command = [sys.executable, "-m", "jiuzhu.gateways.banks.simulator", "--state"]
        self.process = subprocess.Popen(
            [*command, str(self.state)], env={"PYTHONPATH": str(SRC)}, stdout=subprocess.DEVNULL
        )
        end = time.monotonic() + 30
        while not (self.state / "address").exists():
            assert time.monotonic() < end, "the bank did not start"
            time.sleep(0.05)

    def order(self, kind: str, times: int = 1) -> None:
        host, port = (self.state / "address").read_text().split()
        request = urllib.request.Request(
            f"http://{host}:{port}/control/faults",
            json.dumps({"kind": kind, "times": times}).encode(),
            {TOKEN_HEADER: (self.state / "token").read_text()},
        )
        urllib.request.urlopen(request, timeout=5).close()  # noqa: S310 -- this machine

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(10)


@pytest.fixture
def process(tmp_path: Path) -> Iterator[BankProcess]:
    running = BankProcess(tmp_path / "bank")
    yield running
    running.stop()


def parcel(code: str = "standard-1", n: int = 4) -> BankParcel:
    lines = [
        {
            **dict.fromkeys(("identity", "name", "holder_identity", "branch", "item"), "x"),
            **dict.fromkeys(("case", "persons", "purpose", "village", "phone", "month"), "1"),
            "line": at,
            "holder": f"测试{at}",
            "account": f"62220200000000000{at:02d}",
            "amount": 30_000 + at,
        }
        for at in range(6, 6 + n)
    ]
    written = write_file(load_layout(code), HEAD, lines)
    return BankParcel(
        reference=str(uuid4()),
        number=NUMBER,
        layout=code,
        digest=hashlib.sha256(written.content).hexdigest(),
        content=written.content,
    )


def keeps_the_promises(bank: BankCounter) -> None:
    sent = parcel()
    assert bank.ask(sent.reference) is None
    receipt = bank.submit(sent)
    assert receipt
    assert bank.submit(sent) == receipt, "the same reference is one file"
    assert bank.ask(sent.reference) == receipt
    other = parcel(n=3)
    with pytest.raises(BankRefused):
        bank.submit(
            BankParcel(
                reference=sent.reference,
                number=NUMBER,
                layout="standard-1",
                digest=other.digest,
                content=other.content,
            )
        )
    (answer,) = bank.answers(sent.reference)
    lines = read_answer(load_layout("standard-1"), answer, number=NUMBER)
    assert [line.status for line in lines] == ["S", "S", "S", "F"]
    assert [(line.line, line.amount_fen) for line in lines] == [
        (at, 30_000 + at) for at in range(6, 10)
    ]


def test_fake_keeps_the_promises() -> None:
    keeps_the_promises(FakeBank())


def test_client_and_process_keep_the_promises(process: BankProcess) -> None:
    keeps_the_promises(bank_of(process.state))


@pytest.mark.parametrize("code", [code for code, _ in layout_codes()])
def test_bank_reads_what_every_profile_writes(code: str) -> None:
    layout = load_layout(code)
    sent = parcel(code)
    assert [(line, fen) for line, fen, _ in read_orders(layout, sent.content)] == [
        (at, 30_000 + at) for at in range(6, 10)
    ]
    bank = FakeBank()
    bank.submit(sent)
    (answer,) = bank.answers(sent.reference)
    assert [line.line for line in read_answer(layout, answer, number=NUMBER)] == [6, 7, 8, 9]


def test_bank_that_dies_after_taking_is_asked_and_knows(process: BankProcess) -> None:
    bank = bank_of(process.state)
    sent = parcel()
    process.order("take_and_die")
    with pytest.raises(BankUnknown):
        bank.submit(sent)
    process.process.wait(10)
    with pytest.raises(BankUnknown):
        bank.ask(sent.reference)
    process.start()
    assert bank.ask(sent.reference)
    assert bank.ask(str(uuid4())) is None


def test_faults_of_sending_and_answering(process: BankProcess) -> None:
    bank = bank_of(process.state)
    refused, failed, cut = parcel(), parcel(), parcel()
    process.order("refuse")
    with pytest.raises(BankRefused):
        bank.submit(refused)
    assert bank.ask(refused.reference) is None
    process.order("fail")
    with pytest.raises(BankUnknown):
        bank.submit(failed)
    assert bank.ask(failed.reference) is None
    process.order("take_and_cut")
    with pytest.raises(BankUnknown):
        bank.submit(cut)
    assert bank.ask(cut.reference)
    layout = load_layout("standard-1")
    for kind, found in (("late", []), ("twice", [4, 4]), ("reordered", [4]), ("partial", [2])):
        process.order(kind)
        files = bank.answers(cut.reference)
        assert [len(read_answer(layout, one, number=NUMBER)) for one in files] == found, kind
