"""Webhooks: where they may go, how they are signed, and who sends them."""
