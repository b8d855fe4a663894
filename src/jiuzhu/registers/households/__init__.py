"""Persons, identity documents, households, addresses: all dated."""
