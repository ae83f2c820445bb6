"""The service: thin over gridgen."""
