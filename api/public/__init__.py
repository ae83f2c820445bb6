"""What everybody may see of plans in force, without a key: no household, no small count."""
