"""`python -m rearview`."""

import sys

from rearview.cli import main

sys.exit(main())
