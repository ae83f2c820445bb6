"""`python -m gridgen`: the command line."""

from gridgen.cli import main

main()
