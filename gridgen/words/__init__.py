"""Every sentence shown to people, as data by subject, and numbers in Chinese."""
