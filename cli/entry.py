"""The console scripts. Whatever goes wrong ends here in one sentence and the right exit code."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable

from host.errors import SiteprepError, UsageError
from host.exit_codes import ExitCode
from host.version import __version__

INTERRUPTED = "Interrupted. Run the same command again; it does only what is left."


def siteprep() -> None:
    """``siteprep``."""
    if sys.argv[1:] == ["--version"]:  # answered without loading the command line's libraries
        print(f"siteprep {__version__}")
        return

    def body() -> int:
        from cli.main import app

        return int(app() or 0)

    sys.exit(guarded(body))


def unified_setup() -> None:
    """``UnifiedSetup``."""

    def body() -> int:
        from cli.unified_setup import run

        return run(sys.argv[1:])

    sys.exit(guarded(body))


def guarded(body: Callable[[], int]) -> int:
    """Run a command; turn what it raises into a message on standard error and an exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a name the terminal cannot show must not end the run
    try:
        return body()
    except UsageError as error:
        print(str(error), file=sys.stderr)
        return ExitCode.USAGE
    except SiteprepError as error:
        print(str(error), file=sys.stderr)
        return ExitCode.BLOCKED
    except KeyboardInterrupt:
        print(INTERRUPTED, file=sys.stderr)
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()  # whoever read the output has gone: nobody to tell
        return ExitCode.INTERNAL
    except Exception:  # noqa: BLE001 - the last net
        import traceback

        traceback.print_exc()  # names code, never values
        print("This is a mistake in siteprep itself. Please report it with the lines above.", file=sys.stderr)
        return ExitCode.INTERNAL
