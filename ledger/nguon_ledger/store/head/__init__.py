"""One small value that is replaced only by whoever knows what is stored."""
