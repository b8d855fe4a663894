"""Take questions from the drop folder: the same desk, another door."""

import sys
import threading
from datetime import timedelta
from pathlib import Path

from jiuzhu.casework.verification.ports import SOURCES
from jiuzhu.gateways.departments.file import DATA, MANIFEST
from jiuzhu.gateways.departments.signing import make_envelope
from jiuzhu.gateways.departments.simulator.desk import Desk, NotTaken, die
from jiuzhu.gateways.departments.strict_json import NotJson, read_object

MAX_AGE = timedelta(days=30)


class DropWatcher:
    """Look into the folders every so often; a question taken over moves to `taken`."""

    def __init__(self, root: Path, *, desk: Desk, every_seconds: float) -> None:
        self._root = root
        self._desk = desk
        self._every = every_seconds
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="drop", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """End after the file in hand."""
        self._stopping.set()
        self._thread.join(timeout=5)

    def _run(self) -> None:
        while not self._stopping.is_set():
            for source in SOURCES:
                for manifest in sorted((self._root / source / "out").glob(f"*{MANIFEST}")):
                    self._take(source, manifest)
            self._stopping.wait(self._every)

    def _take(self, source: str, manifest: Path) -> None:
        data_path = manifest.with_name(manifest.name.removesuffix(MANIFEST) + DATA)
        folder, deaths = "taken", frozenset[str]()
        try:
            deaths = self._read(source, manifest, data_path)
        except (NotTaken, NotJson, OSError) as error:
            sys.stderr.write(f"{source}: {manifest.name} refused: {type(error).__name__}\n")
            folder = "not_taken"
        target = self._root / source / folder
        target.mkdir(mode=0o700, parents=True, exist_ok=True)
        data_path.replace(target / data_path.name)
        manifest.replace(target / manifest.name)
        if deaths:
            die()

    def _read(self, source: str, manifest: Path, data_path: Path) -> frozenset[str]:
        facts = read_object(manifest.read_bytes())
        data = data_path.read_bytes()
        names = ("source", "key_id", "time_ms", "nonce", "signature")
        envelope = make_envelope(*(str(facts.get(name, "")) for name in names))
        if envelope is None or facts.get("rows") != data.count(b"\n"):
            raise NotJson("not a manifest that counts its data")
        self._desk.require_genuine(envelope, data, tolerance=MAX_AGE)
        deaths: frozenset[str] = frozenset()
        for line in data.split(b"\n")[:-1]:
            deaths |= self._desk.take(source, line, reply_by="drop").deaths
        return deaths
