"""The Merkle log, as C2SP and RFC 6962 describe it. Nothing in here knows of food.

Proof code takes a reader (``merkle.NodeReader``) and does no I/O. Prove and check, format and
parse come in pairs. Malformed input is a NguonError, an impossible state a ValueError.
"""
