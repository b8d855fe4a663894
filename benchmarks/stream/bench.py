"""The three sides on one cluster; imported once Django is set up."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import time
from collections import Counter
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import psycopg
from cases import IN_OFFICE_SINCE, StepDesks, new_road, no_documents, walk
from django.db import connection
from limit import Limit
from papers import Papers
from recording import Recorder, Step, plain

from jiuzhu.casework.documents.rendering.compiler import TEMPLATES, process_renderer
from jiuzhu.casework.documents.rendering.view import template_data
from jiuzhu.casework.documents.services import issue_document
from jiuzhu.demo.county import furnish
from jiuzhu.infra.postgres import connection_parameters_from_state, sign_in_from_state

HERE = Path(__file__).resolve().parent
STATE = Path(os.environ["JIUZHU_STATE_DIR"])
Taken = dict[tuple[str, bool], list[tuple[float, float]]]
READ_FROM = re.compile(r'\bFROM "?(\w+)"?')


def kind_of(statement: str) -> str:
    """Return what a statement of ours is there for."""
    word = statement.split(maxsplit=1)[0]
    if word in {"SAVEPOINT", "RELEASE", "ROLLBACK"}:
        return "保存点"
    if "set_config" in statement:
        return "设定可见范围"
    return "写入" if word in {"INSERT", "UPDATE", "DELETE"} else "读取"


class Bench:
    """The three sides on one cluster, with the recording of one case between them."""

    def __init__(self) -> None:
        self.village = furnish().villages[0]
        self.desks = StepDesks(IN_OFFICE_SINCE)
        admin: dict[str, Any] = dict(sign_in_from_state(STATE, "admin").for_psycopg())
        owner: dict[str, Any] = dict(sign_in_from_state(STATE, "owner").for_psycopg())
        self.watcher = psycopg.connect(**{**admin, "dbname": owner["dbname"]}, autocommit=True)
        self.writer = psycopg.connect(**{**admin, "dbname": owner["dbname"]}, autocommit=True)
        self.place = (str(TEMPLATES), process_renderer()._fonts)  # noqa: SLF001
        self.statements: Counter[str] = Counter()
        with connection.cursor() as cursor:
            cursor.execute("SELECT last_value FROM households_person_id_seq")
            self.next = int(cursor.fetchone()[0])
        self._both_ways()

    def _both_ways(self) -> None:
        self.write_ours(2, documents=True)  # warm, and the counters exist
        recorder = Recorder(self.watcher)
        recorder.remember()
        self.steps = self._record(recorder)
        templates, fonts = self.place
        self.papers = Papers(Path(templates), STATE / "papers", fonts)
        self.limit = Limit(self.writer, recorder, self.steps)
        self.peer = self._start_peer(recorder)

    def write_ours(self, cases: int, *, documents: bool) -> None:
        """Carry cases through the use cases."""
        with nullcontext() if documents else no_documents():
            for _ in range(cases):
                self._walk()

    def _walk(self, after: Any = lambda _: None) -> Any:
        self.next += 1
        road = new_road(self.next, village=self.village, desks=self.desks)
        walk(road, after=after)
        return road

    def _record(self, recorder: Any) -> list[Any]:
        steps: list[Step] = []
        papers: list[dict[str, Any]] = []
        reads: list[str] = []
        render = issue_document.render

        def noted(kind: str, content: Any, *, issued_on: Any) -> Any:
            data = json.dumps(template_data(content, issued_on=issued_on), ensure_ascii=False)
            name = f"{content.KIND}/{content.VARIANT or 'main'}.typ"
            on = [issued_on.year, issued_on.month, issued_on.day]
            papers.append(
                {"template": name, "data": data, "on": on, "vary": [content.head.check_code]}
            )
            return render(kind, content, issued_on=issued_on)

        def counted(execute: Any, statement: str, *arguments: Any) -> Any:
            kind = kind_of(statement)
            self.statements[kind] += 1
            if kind == "读取" and (found := READ_FROM.search(statement)):
                reads.append(found[1])
            return execute(statement, *arguments)

        since = recorder.start()

        def after(name: str) -> None:
            nonlocal since
            rows = recorder.written(since)
            known = [table for table in reads if table in recorder.tables]
            steps.append(Step(name=name, reads=known, rows=rows, papers=list(papers)))
            papers.clear()
            reads.clear()
            since = recorder.start()

        issue_document.render = noted
        try:
            with connection.execute_wrapper(counted):
                road = self._walk(after)
        finally:
            issue_document.render = render
        words = [road.number, *(each.identity_number for each in road.household.members)]
        words += [each.name for each in road.household.members]
        for step in steps:
            for paper in step.papers:
                paper["vary"] += words
        return steps

    def _start_peer(self, recorder: Any) -> subprocess.Popen[str]:
        self.writer.execute("DROP SCHEMA IF EXISTS bench_peer CASCADE")
        self.writer.execute("CREATE SCHEMA bench_peer AUTHORIZATION jiuzhu_owner")
        steps = [
            {
                "papers": step.papers,
                "reads": step.reads,
                "rows": [
                    {
                        "table": row.table,
                        "key": row.key,
                        "insert": row.insert,
                        "shared": row.shared,
                        "values": {name: plain(value) for name, value in row.values.items()},
                    }
                    for row in step.rows
                    if not row.table.endswith("history")  # its own history is what it is here for
                ],
            }
            for step in self.steps
        ]
        used = {row["table"] for step in steps for row in step["rows"]}
        only_read = {table for step in steps for table in step["reads"]} - used
        shared = {
            (row["table"], row["key"]) for step in steps for row in step["rows"] if row["shared"]
        }
        recording = {
            "tables": {
                name: {"key": table.key, "types": dict(table.types)}
                for name, table in recorder.tables.items()
                if name in used | only_read
            },
            "shared": [
                {
                    "table": table,
                    "values": {
                        name: plain(value) for name, value in recorder.row(table, key).items()
                    },
                }
                for table, key in sorted(shared)
            ]
            + [
                {
                    "table": table,
                    "values": {name: plain(value) for name, value in row.items()},
                }
                for table in sorted(only_read)
                for row in recorder.rows_before(table)
            ],
            "steps": steps,
        }
        path = STATE / "recording.json"
        path.write_text(json.dumps(recording, ensure_ascii=False), "utf-8")
        database = dict(connection_parameters_from_state(STATE, "owner"))
        database["OPTIONS"] = {
            **dict(database.get("OPTIONS") or {}),
            "options": "-c search_path=bench_peer -c timezone=UTC",
        }
        peer = subprocess.Popen(
            [str(STATE / "peer-environment" / "bin" / "python"), str(HERE / "peer" / "run.py")],
            env={
                "PATH": os.environ["PATH"],
                "PEER_DATABASE": json.dumps(database),
                "PEER_RECORDING": str(path),
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.peer = peer
        templates, fonts = self.place
        self.ask_peer(
            {
                "do": "prepare",
                "templates": templates,
                "fonts": fonts,
                "folder": str(STATE / "papers"),
            }
        )
        return peer

    def ask_peer(self, question: dict[str, Any]) -> dict[str, Any]:
        """Ask the peer and wait for its answer."""
        assert self.peer.stdin
        assert self.peer.stdout
        self.peer.stdin.write(json.dumps(question) + "\n")
        self.peer.stdin.flush()
        return dict(json.loads(self.peer.stdout.readline()))

    def measure(self, cases: int, rounds: int) -> Taken:
        """Return (seconds, CPU seconds of the client) a case, by side and with or without."""
        found: Taken = {}
        for turn in range(rounds + 1):
            for documents in (True, False):
                for side in ("ours", "peer", "limit"):
                    taken = self._once(side, cases, documents=documents)
                    if turn:  # the first round warms everybody
                        found.setdefault((side, documents), []).append(taken)
            shutil.rmtree(STATE / "papers")
            (STATE / "papers").mkdir()
        return found

    def _once(self, side: str, cases: int, *, documents: bool) -> tuple[float, float]:
        if side == "peer":
            answer = self.ask_peer({"do": "write", "cases": cases, "documents": documents})
            return answer["seconds"], answer["cpu"]
        number = cases * 10 if side == "limit" and not documents else cases
        started, used = time.perf_counter(), time.process_time()
        if side == "ours":
            self.write_ours(number, documents=documents)
        else:
            for _ in range(number):
                self.limit.run(self.papers if documents else None)
        return (
            (time.perf_counter() - started) / number,
            (time.process_time() - used) / number,
        )

    def close(self) -> None:
        """Let the peer end and clear its tables away."""
        assert self.peer.stdin
        self.peer.stdin.close()
        self.peer.wait(timeout=30)
        self.writer.execute("DROP SCHEMA bench_peer CASCADE")
        self.writer.execute("DROP SCHEMA bench_limit CASCADE")
        shutil.rmtree(STATE / "papers", ignore_errors=True)
        self.watcher.close()
        self.writer.close()
