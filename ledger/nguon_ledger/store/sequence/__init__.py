"""The durable sequence: a ledger's entries, their tiles, and how far they reach."""
