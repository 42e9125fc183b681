"""Where bytes are kept, and what each place promises of them. Knows nothing of food."""
