"""From admitted statements to a durable, signed and published head."""
