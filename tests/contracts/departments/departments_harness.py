"""Run the departments as a real process and take their answers in, by HTTP and by drop folder."""

import json
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from jiuzhu.casework.verification.ports import (
    ITEMS,
    PersonIdentity,
    SourceAnswer,
    SourceQuestion,
    SourceReceipt,
)
from jiuzhu.gateways.departments.circuit import Circuit
from jiuzhu.gateways.departments.client import HttpDepartments
from jiuzhu.gateways.departments.connections import Connections, read_connections
from jiuzhu.gateways.departments.file import FileDepartments
from jiuzhu.gateways.departments.inbound import SignedCallbacks
from jiuzhu.gateways.departments.simulator.control import Control
from jiuzhu.gateways.departments.transport import Limits
from jiuzhu.kernel.errors import Refused

SRC = Path(__file__).resolve().parents[3] / "src"
PATIENCE = 30.0

OWNER = PersonIdentity(name="测试甲", number="370902196504120012")
POOR = PersonIdentity(name="测试乙", number="370902197001010017")
STRANGER = PersonIdentity(name="测试丙", number="370902198802290014")

TRUTH = (
    {
        "number": OWNER.number,
        "name": OWNER.name,
        "vehicles": [
            {
                "plate": "鲁J12345",
                "vehicle_class": "CAR",
                "brand": "五菱宏光",
                "use_nature": "非营运",
                "first_registered_on": "2018-03-05",
                "status": "NORMAL",
            },
            {
                "plate": "鲁J99999",
                "vehicle_class": "MOTORCYCLE",
                "brand": "嘉陵",
                "use_nature": "非营运",
                "first_registered_on": "2020-08-20",
                "status": "OVERDUE",
            },
        ],
        "real_estate": [
            {
                "certificate_number": "鲁(2017)泰安市不动产权第0001号",
                "location": "泰山区测试街1号",
                "use": "DWELLING",
                "area_hundredths": 8950,
                "share": "1/3",
                "registered_on": "2017-05-02",
                "is_mortgaged": True,
            }
        ],
        "social_insurance": [
            {
                "kind": "EMPLOYEE_PENSION",
                "status": "PAYING",
                "unit_name": "测试公司",
                "contribution_base_fen": 376701,
                "months_paid": 96,
                "last_paid_month": "2020-08",
                "monthly_benefit_fen": None,
            },
            {
                "kind": "RESIDENT_PENSION",
                "status": "DRAWING",
                "unit_name": "",
                "contribution_base_fen": None,
                "months_paid": 180,
                "last_paid_month": None,
                "monthly_benefit_fen": 14200,
            },
        ],
    },
    {
        "number": POOR.number,
        "name": POOR.name,
        "vehicles": [],
        "real_estate": [],
        "social_insurance": [],
    },
)


def machine_now() -> datetime:
    """Read this machine's clock, as the edge would."""
    return datetime.fromtimestamp(time.time(), tz=UTC)


def wait_until(found: Callable[[], object]) -> None:
    """Poll until something is found; a bounded wait, never a measurement."""
    end = time.monotonic() + PATIENCE
    while not found():
        if time.monotonic() > end:
            raise AssertionError("waited in vain")
        time.sleep(0.02)


@dataclass
class Simulator:
    """Start, kill and restart the departments on one state directory."""

    state: Path
    truth: Path
    port: int = 0
    arguments: tuple[str, ...] = ()
    process: subprocess.Popen[str] | None = None

    @classmethod
    def at(cls, root: Path, *, drop: Path | None = None, truth: bool = True) -> "Simulator":
        root.mkdir(parents=True, exist_ok=True)
        arguments = () if drop is None else ("--drop", str(drop))
        simulator = cls(root / "state", root / "truth.jsonl", arguments=arguments)
        if truth:
            simulator.write_truth()
        return simulator

    def write_truth(self) -> None:
        lines = [json.dumps(person, ensure_ascii=False) + "\n" for person in TRUTH]
        self.truth.write_text("".join(lines), "utf-8")

    def command(self) -> list[str]:
        return [
            sys.executable,
            "-m",
            "jiuzhu.gateways.departments.simulator",
            *("--port", str(self.port), "--state", str(self.state), "--truth", str(self.truth)),
            *("--retry-seconds", "0.05", *self.arguments),
        ]

    def start(self) -> None:
        self.process = subprocess.Popen(
            self.command(), stdout=subprocess.PIPE, text=True, env={"PYTHONPATH": str(SRC)}
        )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line.startswith("departments answer on http://"), line
        self.port = int(line.rsplit(":", 1)[1])

    def stop(self) -> int:
        assert self.process is not None
        self.process.terminate()
        return self.ended()

    def ended(self) -> int:
        assert self.process is not None
        code = self.process.wait(timeout=PATIENCE)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return code

    @property
    def control(self) -> Control:
        return Control(self.state)

    @property
    def keys_path(self) -> Path:
        return self.state / "keys.json"

    def is_settled(self) -> bool:
        return all(question["state"] != "PENDING" for question in self.control.questions())

    def state_of(self, question: SourceQuestion) -> str:
        states = {entry["query_id"]: entry["state"] for entry in self.control.questions()}
        return states[question.query_id]


@dataclass
class Inbox:
    """Do what the service does with answers: nonce once, fit to the question, then adopt."""

    asked: dict[str, SourceQuestion] = field(default_factory=dict)
    answers: list[SourceAnswer] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    nonces: set[str] = field(default_factory=set)
    replays: int = 0

    def put(self, answer: SourceAnswer) -> None:
        if answer.nonce in self.nonces:
            self.replays += 1
            return
        question = self.asked.get(answer.query_id)
        if question is None or answer.source != question.source:
            raise Refused("test.unknown_query", "测试：没有这个查询。")
        if answer.person_number != question.person.number:
            raise Refused("test.wrong_person", "测试：不是被查询人。")
        self.nonces.add(answer.nonce)
        self.answers.append(answer)

    def about(self, question: SourceQuestion) -> list[SourceAnswer]:
        return [answer for answer in self.answers if answer.query_id == question.query_id]


class Receiver:
    """Listen for callbacks as our inbound page would; `down_for` callbacks meet a 503 first."""

    def __init__(self) -> None:
        self.inbox = Inbox()
        self.down_for = 0
        self.keys_path = Path()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status = receiver.take(dict(self.headers.items()), body)
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *args: object) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,))
        self.lock = threading.Lock()

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def take(self, headers: dict[str, str], body: bytes) -> int:
        with self.lock:
            if self.down_for:
                self.down_for -= 1
                return 503
            try:
                callbacks = SignedCallbacks(self.keys_path)
                answer = callbacks.read(headers, body, received_at=machine_now())
                self.inbox.put(answer)
            except Refused as refusal:
                self.inbox.refusals.append(refusal.code)
                return 422
            return 204

    def start(self) -> None:
        self.thread.start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


class Exchange:
    """Ask and take answers in, whatever the road."""

    def __init__(self, simulator: Simulator, receiver: Receiver, drop: Path) -> None:
        self.simulator = simulator
        self.receiver = receiver
        self.drop = drop

    @property
    def inbox(self) -> Inbox:
        return self.receiver.inbox

    def question(self, person: PersonIdentity, source: str = "vehicles", **other: object):
        fields = {
            "query_id": str(uuid.uuid4()),
            "source": source,
            "person": person,
            "items": ITEMS[source],
            "as_of": date(2020, 9, 1),
            "purpose": "最低生活保障家庭经济状况核对",
            "authorization_id": "A-1",
            "callback_url": f"{self.receiver.origin}/inbound/departments",
        }
        return SourceQuestion(**{**fields, **other})

    def ask(self, question: SourceQuestion) -> SourceReceipt:
        self.inbox.asked[question.query_id] = question
        return self.departments().ask(question, sent_at=machine_now())

    def answer_to(self, question: SourceQuestion) -> SourceAnswer:
        self.ask(question)
        return self.await_answer(question)

    def await_answer(self, question: SourceQuestion) -> SourceAnswer:
        wait_until(lambda: self.collected().about(question))
        return self.inbox.about(question)[0]

    def await_refusal(self) -> str:
        wait_until(lambda: self.collected().refusals)
        return self.inbox.refusals[0]

    def departments(self) -> HttpDepartments | FileDepartments:
        raise NotImplementedError

    def collected(self) -> Inbox:
        return self.inbox


class HttpExchange(Exchange):
    """Ask over HTTP; answers call back by themselves."""

    def __init__(self, simulator: Simulator, receiver: Receiver, drop: Path) -> None:
        super().__init__(simulator, receiver, drop)
        self.limits = Limits()
        self.circuit = Circuit()

    def connections(self, **other: object) -> Connections:
        base = f"http://127.0.0.1:{self.simulator.port}"
        sources = ("vehicles", "real_estate", "social_insurance")
        settings = {
            "urls": ";".join(f"{source}={base}/{source}" for source in sources),
            "callback_origins": self.receiver.origin,
            "private_hosts": "127.0.0.1",
            "keys_path": self.simulator.keys_path,
        }
        return read_connections(**{**settings, **other})

    def departments(self) -> HttpDepartments:
        return HttpDepartments(self.connections(), limits=self.limits, circuit=self.circuit)


class FileExchange(Exchange):
    """Ask by drop folder; answers are collected."""

    def departments(self) -> FileDepartments:
        return FileDepartments(
            self.drop,
            sources=("vehicles", "real_estate", "social_insurance"),
            keys_path=self.simulator.keys_path,
        )

    def collected(self) -> Inbox:
        departments = self.departments()
        for delivery in departments.collect(received_at=machine_now()):
            if delivery.refusal is not None:
                self.inbox.refusals.append(delivery.refusal.code)
            for line in delivery.lines:
                self._adopt(line.answer, line.refusal)
            departments.settle(delivery)
        return self.inbox

    def _adopt(self, answer: SourceAnswer | None, refusal: Refused | None) -> None:
        try:
            if refusal is not None:
                raise refusal
            assert answer is not None
            self.inbox.put(answer)
        except Refused as error:
            self.inbox.refusals.append(error.code)
