"""Bind ports to gateways, once, at start."""

from __future__ import annotations

import sys
from pathlib import Path

from django.conf import settings

from jiuzhu.casework.payments.ports import BankCounter
from jiuzhu.casework.verification.ports import DepartmentCallbacks, DepartmentSources
from jiuzhu.gateways.banks.client import bank_of
from jiuzhu.gateways.departments.client import HttpDepartments
from jiuzhu.gateways.departments.connections import one_gate
from jiuzhu.gateways.departments.inbound import SignedCallbacks
from jiuzhu.gateways.sms.console import ConsoleSms
from jiuzhu.gateways.sms.file import FileSms
from jiuzhu.infra.ports import bind
from jiuzhu.registers.accounts.ports import SmsSender


def bind_ports() -> None:
    """Put departments, text messages and, where an office has one, the bank behind their ports."""
    bind(
        DepartmentSources,
        HttpDepartments(
            one_gate(
                url=settings.JIUZHU_DEPARTMENT_URL,
                callback_url=settings.JIUZHU_CALLBACK_URL,
                private_hosts=settings.JIUZHU_PRIVATE_HOSTS,
                keys_path=Path(settings.JIUZHU_DEPARTMENT_KEYS),
            )
        ),
    )
    bind(DepartmentCallbacks, SignedCallbacks(Path(settings.JIUZHU_DEPARTMENT_KEYS)))
    if settings.JIUZHU_SMS == "file":
        bind(SmsSender, FileSms(Path(settings.JIUZHU_SMS_DIR)))
    else:
        bind(SmsSender, ConsoleSms(sys.stderr))
    if settings.JIUZHU_BANK_STATE:
        bind(BankCounter, bank_of(Path(settings.JIUZHU_BANK_STATE)))
