"""Names in the demo's folder, beside those of every data folder."""

READY = "ready"
PASSPHRASE = "passphrase"  # noqa: S105 (a file's name)
PEOPLE_KEYS = "people.keys"
LABELS = "labels"
