"""Name the programs that `up` runs, their roles and what each is told of the others."""

import os
from dataclasses import dataclass

from jiuzhu.interfaces.cli.supervisor import Spec
from jiuzhu.interfaces.cli.workplace import python, state_dir

HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line asked for."""

    port: int
    cases: int

    @property
    def address(self) -> str:
        """Return the address of the first page."""
        return f"http://{HOST}:{self.port}/"


@dataclass(frozen=True, slots=True)
class Programs:
    """The pages, what follows them, and the demo if there is one."""

    pages: Spec
    others: tuple[Spec, ...]
    demo: Spec | None


def programs(options: Options, simulator_port: int) -> Programs:
    """Return what is to run, in the order of its start."""
    here = options.address.rstrip("/")
    shared = {
        "JIUZHU_PUBLIC_URL": os.environ.get("JIUZHU_PUBLIC_URL", here),
        "JIUZHU_CALLBACK_URL": here,
        "JIUZHU_DEPARTMENT_URL": f"http://{HOST}:{simulator_port}",
        "JIUZHU_DEMO": "1" if options.cases > 0 else os.environ.get("JIUZHU_DEMO", "1"),
    }
    pages = Spec("web", "网页服务", _granian(options.port), "web", shared)
    departments = Spec("departments", "部门模拟器", _simulator(simulator_port), "simulator", shared)
    worker = Spec("worker", "后台任务", _worker(), "worker", shared)
    command = python("-m", "jiuzhu", "demo", "--cases", str(options.cases))
    demo = Spec("demo", "演示数据", command, "worker", shared, once=True)
    return Programs(pages, (departments, worker), demo if options.cases > 0 else None)


def _granian(port: int) -> list[str]:
    return python(
        *("-m", "granian", "--interface", "wsgi", "--host", HOST, "--port", str(port)),
        *("--workers", "1", "--blocking-threads", "8", "--no-ws"),
        *("--respawn-failed-workers", "--workers-kill-timeout", "10"),
        "jiuzhu.config.wsgi:application",
    )


def _worker() -> list[str]:
    return python(
        *("-m", "django", "procrastinate", "worker", "--concurrency", "4"),
        *("--shutdown-graceful-timeout", "10"),
    )


def _simulator(port: int) -> list[str]:
    folder = state_dir() / "departments"
    return python(
        *("-m", "jiuzhu.gateways.departments.simulator", "--port", str(port)),
        *("--state", str(folder)),
    )
