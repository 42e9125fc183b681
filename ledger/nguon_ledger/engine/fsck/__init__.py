"""Checking a whole ledger from its entries: they are admitted again, and nothing is believed."""
