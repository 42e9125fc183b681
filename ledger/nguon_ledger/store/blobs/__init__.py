"""Immutable bytes by name: photos, and the published log."""
