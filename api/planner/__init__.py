"""The planner's page, as the service hands it out."""
