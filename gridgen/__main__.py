"""`python -m gridgen`: the command line."""

from gridgen.cli.main import main

main()
