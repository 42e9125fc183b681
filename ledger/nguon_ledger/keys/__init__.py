"""Keys: which are acceptable, how they are named, and how they sign."""
