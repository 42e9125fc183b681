"""Names in the demo's folder."""

DATABASE = "nguon.db"
READY = "ready"
PASSPHRASE = "passphrase"  # noqa: S105 (a file's name)
SERVER_KEYS = "server.keys"
PEOPLE_KEYS = "people.keys"
LABELS = "labels"
