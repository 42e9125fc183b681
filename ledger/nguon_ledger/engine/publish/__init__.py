"""The static log: a ledger's checkpoint, tiles and entries as files that anybody can serve."""
