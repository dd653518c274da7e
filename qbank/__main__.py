"""The way in: `qbank`, and `python -m qbank`."""

import os
import sys


def main() -> int:
    """Run the command line and give its exit code."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        # Answered before Typer is imported: scripts ask for it, and it is the first thing a person tries.
        from qbank import __version__

        sys.stdout.write(f"qbank {__version__}\n")
        return 0
    if shell := os.environ.get("_QBANK_COMPLETE"):
        # A person waits at every press of a key: answered without Typer, whose import takes most of the time.
        from qbank.cli.completion.asking import answered

        return answered(shell, sys.argv[1:])
    import gc

    # Nothing that an import makes is garbage; looking for some costs a tenth of a short command.
    gc.disable()
    try:
        from qbank.cli.process import start

        code = start(sys.argv[1:])
    except KeyboardInterrupt:
        # Pressed before there was anybody to handle it.
        sys.stderr.write("qbank: error: interrupted; nothing was changed\n")
        return 130
    # What lives now lives until the process ends. Unfrozen, it is all searched for garbage once more by the
    # interpreter's own ending, which costs a fifth of a short command.
    gc.freeze()
    return code


if __name__ == "__main__":
    sys.exit(main())
