"""Keep the children alive: start in order, restart with a growing pause, stop in order."""

import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from jiuzhu.interfaces.cli.processes import Identity, end_group, identify, keep_small, spawn
from jiuzhu.interfaces.cli.workplace import environment, log_dir

LONGEST_PAUSE = 30.0
CALM_SECONDS = 60.0
GRACE_SECONDS = 12.0


@dataclass(frozen=True, slots=True)
class Spec:
    """What a child is: its command, its database role, and whether it ends by itself."""

    name: str
    label: str
    command: Sequence[str]
    role: str
    variables: Mapping[str, str] = field(default_factory=dict)
    once: bool = False


@dataclass(slots=True)
class Child:
    """A child and what became of it so far."""

    spec: Spec
    process: subprocess.Popen[bytes] | None = None
    identity: Identity | None = None
    started: float = 0.0
    pause: float = 0.0
    due: float = 0.0
    finished: bool = False

    def start(self) -> None:
        """Start it now."""
        spec = self.spec
        log = log_dir() / f"{spec.name}.log"
        keep_small(log)
        self.process = spawn(spec.command, environment(spec.role, **spec.variables), log)
        self.identity = identify(self.process.pid)
        self.started = time.monotonic()

    def stop(self) -> None:
        """End it and all that it started."""
        if self.process is not None:
            end_group(self.process.pid, seconds=GRACE_SECONDS)
            self.process.wait()
            self.process = None


@dataclass(slots=True)
class Supervisor:
    """The children in the order of their start; they are stopped in the reverse order."""

    say: Callable[[str], None]
    changed: Callable[[], None]
    children: list[Child] = field(default_factory=list)

    def add(self, spec: Spec) -> None:
        """Start another child and look after it from now on."""
        child = Child(spec)
        self.children.append(child)
        child.start()
        self.changed()

    def look_after(self) -> None:
        """See who died since the last look, and start again whose pause is over."""
        for child in self.children:
            if child.process is not None and child.process.poll() is not None:
                self._bury(child, child.process)
            elif child.process is None and not child.finished and time.monotonic() >= child.due:
                child.start()
                self.changed()

    def drop(self) -> None:
        """Stop all and forget them, to start anew."""
        self.stop()
        self.children.clear()

    def identities(self) -> dict[str, Identity]:
        """Return who runs now."""
        return {
            child.spec.name: child.identity
            for child in self.children
            if child.process is not None and child.identity is not None
        }

    def stop(self) -> None:
        """Stop all, the last started first."""
        for child in reversed(self.children):
            child.stop()
            child.finished = True
        self.changed()

    def _bury(self, child: Child, process: subprocess.Popen[bytes]) -> None:
        code = process.returncode
        end_group(process.pid, seconds=2)
        child.process = None
        label = child.spec.label
        if child.spec.once and code == 0:
            child.finished = True
            self.say(f"{label}已完成。")
        else:
            calm = time.monotonic() - child.started > CALM_SECONDS
            child.pause = 1.0 if calm or not child.pause else min(child.pause * 2, LONGEST_PAUSE)
            child.due = time.monotonic() + child.pause
            how = f"被信号 {-code} 终止" if code < 0 else f"意外退出（代码 {code}）"
            log = log_dir() / f"{child.spec.name}.log"
            self.say(f"{label}{how}，{child.pause:.0f} 秒后重新启动。日志：{log}")
        self.changed()
