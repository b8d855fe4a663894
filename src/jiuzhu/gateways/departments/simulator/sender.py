"""Send the answers that are due, one line per department, again and again until they are taken."""

import http.client
import random
import sys
import threading
import time
from collections.abc import Iterable
from datetime import datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from secrets import token_bytes, token_hex

from jiuzhu.casework.verification.ports import SourceCode
from jiuzhu.gateways.departments.egress import Place, read_url
from jiuzhu.gateways.departments.file import OtherDelivery, write_delivery
from jiuzhu.gateways.departments.keys import DepartmentKey, DepartmentKeys
from jiuzhu.gateways.departments.signing import seal
from jiuzhu.gateways.departments.simulator.answers import answer_bytes, striking
from jiuzhu.gateways.departments.simulator.desk import now
from jiuzhu.gateways.departments.simulator.store import Question, Store
from jiuzhu.gateways.departments.simulator.truth import Truth, TruthNotReady
from jiuzhu.gateways.departments.strict_json import read_object

CALL_SECONDS = 5.0
TRUTH_SECONDS = 1.0
LONGEST_PAUSE = 60.0
GIVE_UP = timedelta(days=3)


class Sender:
    """Answer for one department in a thread of its own, so that none delays another."""

    def __init__(
        self,
        source: SourceCode,
        *,
        store: Store,
        truth: Truth,
        keys: DepartmentKeys,
        drop: Path | None,
        retry_seconds: float,
    ) -> None:
        self._source = source
        self._store = store
        self._truth = truth
        self._keys = keys
        self._drop = drop
        self._retry = retry_seconds
        self._due = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"sender-{source}", daemon=True)

    def start(self) -> None:
        """Begin with what a former process left."""
        self._thread.start()

    def wake(self) -> None:
        """Look again for what is due."""
        self._due.set()

    def stop(self) -> None:
        """End after the answer in hand."""
        self._stopping.set()
        self._due.set()
        self._thread.join(timeout=CALL_SECONDS + 1)

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._due.clear()
            found = self._store.next_due(self._source)
            wait = None if found is None else found[0] - time.time()
            if found is not None and wait is not None and wait <= 0:
                self._answer(found[1])
            else:
                self._due.wait(wait)

    def _answer(self, question: Question) -> None:
        try:
            body = answer_bytes(question, self._truth)
        except TruthNotReady as error:
            sys.stderr.write(f"{self._source}: truth not ready, waiting: {error}\n")
            self._store.postpone(question.query_id, time.time() + TRUTH_SECONDS, counts=False)
            return
        if self._deliver(question, body):
            self._store.settle(question.query_id, "DELIVERED")
        elif time.time() - question.accepted_at > GIVE_UP.total_seconds():
            self._store.settle(question.query_id, "GIVEN_UP")
        else:
            due_at = time.time() + self._pause(question.attempts)
            self._store.postpone(question.query_id, due_at, counts=True)

    def _pause(self, attempts: int) -> float:
        pause: float = min(LONGEST_PAUSE, self._retry * 2.0 ** min(attempts, 16))
        return pause * random.uniform(0.8, 1.2)

    def _deliver(self, question: Question, body: bytes) -> bool:
        faults = striking(question)
        sent_at = now() - timedelta(days=1 if "stale" in faults else 0)
        key = self._keys.signing(self._source)
        if "forged" in faults:
            key = DepartmentKey(key.key_id, token_bytes(32))
        nonces = [question.nonce]
        if "duplicate" in faults:
            nonces = [question.nonce, question.nonce, token_hex(16)]
        if question.reply_by == "drop":
            return self._drop_all(question, body, key, sent_at, len(nonces))
        return self._call_all(question, body, key, sent_at, nonces)

    def _call_all(
        self,
        question: Question,
        body: bytes,
        key: DepartmentKey,
        sent_at: datetime,
        nonces: Iterable[str],
    ) -> bool:
        place = read_url(str(read_object(question.body)["HDDZ"]))
        if place is None:
            return False
        taken = []
        for nonce in nonces:
            envelope = seal(
                "answer", body, source=self._source, key=key, sent_at=sent_at, nonce=nonce
            )
            taken.append(call(place, envelope.headers(), body))
        return taken[0]

    def _drop_all(
        self, question: Question, body: bytes, key: DepartmentKey, sent_at: datetime, times: int
    ) -> bool:
        if self._drop is None:
            return False
        keys = DepartmentKeys({self._source: (key,)})
        line = body.replace(b"\n", b" ") + b"\n"
        try:
            for copy in range(times):
                write_delivery(
                    self._drop / self._source / "in",
                    f"A-{question.receipt}-{copy}",
                    line,
                    "answer",
                    self._source,
                    keys,
                    sent_at,
                )
        except OtherDelivery:
            return True  # a former process laid the answer down and died before noting it
        except OSError as error:
            sys.stderr.write(f"{self._source}: drop folder: {type(error).__name__}\n")
            return False
        return True


def call(place: Place, headers: dict[str, str], body: bytes) -> bool:
    """Post an answer; only 2xx means taken, and no redirect is followed."""
    kind = http.client.HTTPSConnection if place.scheme == "https" else http.client.HTTPConnection
    connection = kind(place.host.strip("[]"), place.port, timeout=CALL_SECONDS)
    try:
        connection.request(
            "POST",
            place.path or "/",
            body,
            {**headers, "Content-Type": "application/json; charset=utf-8"},
        )
        response = connection.getresponse()
        response.read(65536)
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return HTTPStatus.OK <= response.status < HTTPStatus.MULTIPLE_CHOICES
