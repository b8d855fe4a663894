"""The records of payments, one file each group."""

from jiuzhu.casework.payments.models.payroll import (
    BankFile,
    BankReturn,
    BankReturnLine,
    Coverage,
    LedgerImport,
    LedgerLine,
    Payable,
    PaymentBatch,
    PaymentOrder,
)

__all__ = [
    "BankFile",
    "BankReturn",
    "BankReturnLine",
    "Coverage",
    "LedgerImport",
    "LedgerLine",
    "Payable",
    "PaymentBatch",
    "PaymentOrder",
]
