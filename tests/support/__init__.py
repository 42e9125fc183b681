"""What tests share: a forged ledger and a story told in it."""
