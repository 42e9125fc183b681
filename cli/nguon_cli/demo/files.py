"""Names in the demo's folder, beside those of every data folder."""

BEGUN = "demo-begun"  # nobody else makes a folder with this in it
READY = "ready"
PASSPHRASE = "passphrase"  # noqa: S105 (a file's name)
PEOPLE_KEYS = "people.keys"
LABELS = "labels"
