"""`python -m bot` is `wicbot`."""

import sys

from bot.cli import main

sys.exit(main())
