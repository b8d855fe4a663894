"""Payroll, bank file, returns, finance ledger."""
