"""Files that long jobs make for their owners: encrypted, for the owner alone, gone when expired.

They lie beside the stored files, under a random name, and go into no backup: whoever still needs
one asks for it again.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from jiuzhu.infra import keys
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.job_runs import own_run
from jiuzhu.infra.models import JobRun
from jiuzhu.infra.storage import cleaned_name
from jiuzhu.kernel.errors import Refused

KEPT_FOR = timedelta(days=3)
KEY_BYTES = 16
PRIVATE = 0o600


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The file that came out of a run."""

    name: str
    content: bytes


def keep_result(run: JobRun, *, content: bytes, name: str, at: datetime) -> None:
    """Keep the file of a run for its owner, until `KEPT_FOR` is over; an earlier one goes."""
    key = secrets.token_hex(KEY_BYTES)
    path = _path(key)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.touch(mode=PRIVATE)
    path.write_bytes(keys.encrypt_bytes(content))
    earlier = run.result_key
    run.result_key, run.result_name = key, cleaned_name(name)
    run.result_size, run.result_expires_at = len(content), at + KEPT_FOR
    fields = ["result_key", "result_name", "result_size", "result_expires_at"]
    run.save(update_fields=fields)
    if earlier:
        _path(earlier).unlink(missing_ok=True)


def result_of(*, code: str, actor: Actor, at: datetime) -> Result:
    """Return the file of a run to its owner; the caller records the access.

    Raises: NotVisible, Refused `run.no_result`, `run.result_gone`.
    """
    run = own_run(code=code, actor=actor)
    if not run.result_name:
        raise Refused("run.no_result", "这个任务没有可下载的文件。请等任务办完，再到任务页查看。")
    path = _path(run.result_key or "-")
    if not run.result_key or _is_over(run, at) or not path.exists():
        raise Refused("run.result_gone", "文件已过保留期，已经删除。需要时请重新导出。")
    return Result(name=run.result_name, content=keys.decrypt_bytes(path.read_bytes()))


def forget_results(*, at: datetime) -> int:
    """Delete the files whose time is over and return how many; needs the system's scope."""
    over = JobRun.objects.filter(result_expires_at__lte=at).exclude(result_key="")
    for run in over:
        _path(run.result_key).unlink(missing_ok=True)
        run.result_key = ""
        run.save(update_fields=["result_key"])
    return len(over)


def _is_over(run: JobRun, at: datetime) -> bool:
    return run.result_expires_at is not None and run.result_expires_at <= at


def _path(key: str) -> Path:
    return Path(settings.JIUZHU_FILES_DIR).with_name("results") / key
