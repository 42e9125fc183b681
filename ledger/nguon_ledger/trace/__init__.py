"""Trace bundles: everything that one scan needs (docs/formats.md, 9), made and verified.

``verify`` is the numbered narrative of docs/verification.md; each step has its own module.
"""
