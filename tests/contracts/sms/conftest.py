"""Give every test both variants of the text-message sender, and a way to read what went out."""

import io
import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from jiuzhu.gateways.sms.console import ConsoleSms
from jiuzhu.gateways.sms.file import FileSms
from jiuzhu.registers.accounts.ports import SmsSender


@dataclass
class Console:
    stream: io.StringIO

    def sender(self) -> SmsSender:
        return ConsoleSms(self.stream)

    def sent(self) -> list[str]:
        return self.stream.getvalue().splitlines()


@dataclass
class Folder:
    root: Path

    def sender(self) -> SmsSender:
        return FileSms(self.root)

    def sent(self) -> list[str]:
        messages = [json.loads(path.read_text()) for path in (self.root / "out").glob("*.json")]
        return [f"{message['phone']} {message['text']}" for message in messages]

    def report(self, **line: str) -> None:
        with (self.root / "deliveries.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")


@pytest.fixture(params=["console", "file"])
def variant(request, tmp_path):
    return Console(io.StringIO()) if request.param == "console" else Folder(tmp_path)


@pytest.fixture
def folder(tmp_path):
    return Folder(tmp_path)
