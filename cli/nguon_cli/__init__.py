"""The one command ``nguon``: it wires ledger, service and signer together.

``commands`` has one file a command or group of commands; ``main`` puts them together. What a
program may use as well: ``founding.found_ledger``, ``data_folder.DataFolder``,
``serving.serve_app``, ``home.Home``.
"""
