"""What a file from outside must pass before its content is believed.

`kinds` says what a file is, `limits` how much of it is read, `reader` asks a process of its own,
in which alone the parsers of formats run, and the other files are parts of that process.
"""

from gridgen.files.guard.kinds import Kind, kind_of, split_layer

__all__ = ["Kind", "kind_of", "split_layer"]
