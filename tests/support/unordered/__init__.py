"""A database for the tests only: rows that were asked for without an order come in any order."""
