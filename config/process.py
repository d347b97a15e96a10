"""How our processes begin and end."""

import os
import shutil
import sys
from pathlib import Path
from typing import NoReturn


def leave(code: int) -> NoReturn:
    """Flush what was printed and end the process at once with this status.

    A process that used a Temporal client sometimes dies in the interpreter's own shutdown (SDK 1.35 on Python 3.11:
    `PyGILState_Release`, status 134), and then its exit status lies. Whatever must be closed is closed before this is called.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def executable(name: str) -> str:
    """Return the path of a program that came with this Python environment, or stands on PATH.

    Raises:
        FileNotFoundError: in words, when it is neither here nor there.

    """
    beside = Path(sys.executable).with_name(name)
    found = str(beside) if beside.exists() else shutil.which(name)
    if found is None:
        raise FileNotFoundError(f"The program '{name}' is missing: run 'make setup', which installs it.")
    return found
