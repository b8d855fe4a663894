"""Start the departments, or order a fault of those that run."""

import argparse
import sys
from pathlib import Path

from jiuzhu.gateways.departments.egress import read_url
from jiuzhu.gateways.departments.keys import KeysError
from jiuzhu.gateways.departments.simulator.control import Control, ControlError
from jiuzhu.gateways.departments.simulator.faults import FAULTS
from jiuzhu.gateways.departments.simulator.process import (
    TRUTH_FILE,
    AlreadyRunning,
    Options,
    run,
)


def main(arguments: list[str] | None = None) -> int:
    """Run the command; 0 well, 1 could not serve, 2 wrong use, 3 already running."""
    parser = _parser()
    chosen = parser.parse_args(arguments)
    try:
        if chosen.fault:
            return _order(chosen.state, chosen.fault, chosen.source, chosen.times, chosen.seconds)
        run(_options(parser, chosen))
    except AlreadyRunning as error:
        sys.stderr.write(f"another simulator holds {error}\n")
        return 3
    except (OSError, KeysError, ControlError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m jiuzhu.gateways.departments.simulator", description=__doc__
    )
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--state", type=Path, required=True, help="own directory, made 0700")
    parser.add_argument("--truth", type=Path, help=f"JSON lines, default STATE/{TRUTH_FILE}")
    parser.add_argument("--drop", type=Path, help="exchange folder of the file variant")
    parser.add_argument(
        "--callback-origin",
        action="append",
        default=[],
        help="where answers may go, as http://host:port; without it to this machine only",
    )
    parser.add_argument("--retry-seconds", type=float, default=0.5, help="first pause, doubled")
    parser.add_argument("--fault", choices=sorted(FAULTS), help="order a fault and end")
    parser.add_argument("--source", default="*", help="of which department")
    parser.add_argument("--times", type=int, default=1)
    parser.add_argument("--seconds", type=int, default=0)
    return parser


def _options(parser: argparse.ArgumentParser, chosen: argparse.Namespace) -> Options:
    places = [read_url(origin) for origin in chosen.callback_origin]
    if any(place is None for place in places):
        parser.error("--callback-origin wants http://host:port")
    return Options(
        host=chosen.host,
        port=chosen.port,
        state=chosen.state,
        truth=chosen.truth or chosen.state / TRUTH_FILE,
        drop=chosen.drop,
        callback_origins=frozenset(place.origin for place in places if place is not None),
        retry_seconds=chosen.retry_seconds,
    )


def _order(state: Path, kind: str, source: str, times: int, seconds: int) -> int:
    Control(state).order(kind, source=source, times=times, seconds=seconds)
    return 0


if __name__ == "__main__":
    sys.exit(main())
