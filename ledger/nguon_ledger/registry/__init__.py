"""Who may sign what, read from the log itself (docs/formats.md, 5; docs/verification.md, step 5).

``statements`` reads payloads, ``records`` is what is remembered of them, ``authority`` decides
whether a signer may say it, ``state`` puts these together.
"""
