"""Reading what is published: entries, proofs, what a trace asks, what is on its way."""
