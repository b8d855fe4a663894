"""The records of payments, one file each group."""

from jiuzhu.casework.payments.models.bank import (
    BankAlias,
    BankFile,
    BankReturn,
    BankReturnLine,
    BankSending,
)
from jiuzhu.casework.payments.models.ledger import (
    AgreementMeasure,
    AgreementSnapshot,
    LedgerExplanation,
    LedgerImport,
    LedgerLine,
)
from jiuzhu.casework.payments.models.payroll import (
    Coverage,
    Payable,
    PaymentBatch,
    PaymentOrder,
)
from jiuzhu.casework.payments.models.roster import RosterRuling

__all__ = [
    "AgreementMeasure",
    "AgreementSnapshot",
    "BankAlias",
    "BankFile",
    "BankReturn",
    "BankReturnLine",
    "BankSending",
    "Coverage",
    "LedgerExplanation",
    "LedgerImport",
    "LedgerLine",
    "Payable",
    "PaymentBatch",
    "PaymentOrder",
    "RosterRuling",
]
