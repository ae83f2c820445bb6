"""Ask every operation of the OpenAPI document many times, well and badly.

python tests/speed/schema.py [EXAMPLES] prints what each was asked, and fails with the first answer
of 500 or above, or that is not what the document says. EXAMPLES of each kind for each operation,
200 unless said.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from everything import everything
from fuzzed_schema import ask, operations


def main(examples: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        client = everything(Path(folder))
        for operation in operations(client):
            began = time.perf_counter()
            asked = ask(client, operation, examples=examples, start=time.time_ns() % 2**32)
            took = time.perf_counter() - began
            print(f"{asked:6} {took:6.1f} s  {operation.method.upper()} {operation.path}")
        client.app.state.store.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
