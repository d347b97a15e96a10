"""`python -m benchmarks [--only NAME] [--json]`: how long things take on this machine.

Exit status: 0 when nothing was lost, however long it took; 1 when something was, or the run did not come to its end.
"""

import argparse
import asyncio
import signal
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.company import Sizes
from benchmarks.run import CASES, ClockMoved, Result, run
from benchmarks.show import as_data, table
from cli.installation import leave_the_real_world_out
from cli.processes import ProcessFailed
from cli.show import console, print_json
from cli.state import DEFAULT_FOLDER
from config.process import leave


def main() -> int:
    """Run the cases that are asked for, and return the exit status."""
    options = _read_arguments()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # told to stop, it stops what it has started
    leave_the_real_world_out()
    try:
        result = asyncio.run(_measured(options.only or CASES))
    except KeyboardInterrupt:
        return 1
    except (ProcessFailed, ClockMoved, TimeoutError) as error:
        print(error, file=sys.stderr)
        return 1
    if options.json:
        print_json(as_data(result))
    else:
        console().print(table(result))
    return 1 if result.lost else 0


def _read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measures an installation of its own.")
    parser.add_argument("--only", action="append", choices=CASES, help="this case alone; may be repeated")
    parser.add_argument("--json", action="store_true", help="print data instead of a table")
    return parser.parse_args()


async def _measured(names: Sequence[str]) -> Result:
    DEFAULT_FOLDER.mkdir(exist_ok=True)  # on the disk an installation would use, not on one made of memory
    with tempfile.TemporaryDirectory(prefix="bench-", dir=DEFAULT_FOLDER) as folder:
        return await run(names, Sizes(), Path(folder), _tell)


def _tell(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    leave(main())
