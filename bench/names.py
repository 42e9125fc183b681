"""The ledger under test by its names."""

LEDGER = "bench"
HOST = "ledger.example"
ORIGIN = f"{HOST}/log/{LEDGER}"
