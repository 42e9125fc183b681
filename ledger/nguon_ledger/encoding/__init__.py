"""Primitives: one strict parser each. Parse, re-encode, compare; no foreign exception leaves."""
