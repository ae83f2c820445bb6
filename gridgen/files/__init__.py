"""Files and tables -> values, and values -> files."""

import os

# Where lxml happens to be installed openpyxl would write by it, and tell a full disk in a way of
# lxml's own; everywhere else it writes by the standard library.
os.environ["OPENPYXL_LXML"] = "False"
