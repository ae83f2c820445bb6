"""Who asks, and what they may: keys, tokens, roles, scopes, rates."""
