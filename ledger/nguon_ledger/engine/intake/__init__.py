"""Where statements come in: checked, charged and counted before anything has an order."""
