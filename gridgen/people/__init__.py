"""Who serves: posts in zones, areas of responsibility, the roster."""
