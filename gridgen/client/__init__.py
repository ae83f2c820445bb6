"""Asks the service from elsewhere, over HTTP: small, typed, and without the rest of gridgen.

    from gridgen.client import Client

    with Client("http://127.0.0.1:8000", key="...") as service:
        homes = service.upload("households.csv")
        version = service.divide("qinghe", homes, told=print)
        service.export(version.number, "plan.gpkg")

Nothing that divides or draws is imported with it.
"""

from gridgen.client.client import Client
from gridgen.client.values import Edited, Job, Upload, Version

__all__ = ["Client", "Edited", "Job", "Upload", "Version"]
