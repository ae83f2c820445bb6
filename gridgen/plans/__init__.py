"""What one asks of plans: where something is, what differs, what zones measure."""
