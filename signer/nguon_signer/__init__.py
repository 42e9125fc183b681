"""The cooperative's side: keys, events, statements, and a way to the ledger that loses nothing.

* ``keystore``          keys in one file under a passphrase
* ``template``          the steps of a process, as schemas/nguon_schemas/templates holds them
* ``event_builder``     from "salting, 120 kg in, 95 kg out, at this place" to an EPCIS event
* ``registry_builder``  registry statements
* ``sealing``           payload -> signed statement
* ``client``            HTTP to the ledger; nothing counts as recorded before its receipt is checked
* ``scope``             what a recall reaches, and what is under way, as the ledger tells it
* ``outbox``            statements on disk until they are recorded
* ``delivery``          sends the outbox in order, waits, tries again
* ``labels``            QR codes and sticker sheets
"""
