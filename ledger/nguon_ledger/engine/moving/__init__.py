"""Moving a ledger to another database: everything goes out as a stream, and in by admission."""
