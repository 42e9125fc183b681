"""What may enter: events and registrations against what is recorded."""
