"""What is plausible: the rules of docs/rules.md, pure.

``thing`` is what is remembered of a lot or unit; ``case`` is one event with all that a rule may
ask; ``enter`` runs the refusals and moves the things on; ``flags`` judges what is recorded
anyway. ``catalog`` knows every rule's severity, reference and sentence.
"""
