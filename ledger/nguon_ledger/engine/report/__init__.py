"""What was recorded in a period, by whom and of what."""
