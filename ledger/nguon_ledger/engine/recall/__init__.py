"""What a recall reaches."""
