"""What reminders say around the facts, from `zh.ftl` and `en.ftl` beside this file."""

from pathlib import Path

from knowledge.phrasebook import Phrasebook

phrase = Phrasebook(Path(__file__).parent).say
