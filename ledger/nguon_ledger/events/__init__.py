"""EPCIS 2.0 events as Nguon uses them (docs/formats.md, 6 and 7)."""
