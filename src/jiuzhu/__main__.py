"""Run the command line: python -m jiuzhu."""

import sys

from jiuzhu.interfaces.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
