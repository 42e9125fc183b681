"""One ledger written by several processes, one at a time."""
