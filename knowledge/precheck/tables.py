"""Decision tables: which row holds."""

from collections.abc import Iterable, Mapping

from knowledge.flow import Row
from knowledge.precheck.walk import holds


def deciding_row(rows: Iterable[Row], known: Mapping[str, str]) -> Row | None:
    """The row whose questions all have one of the options it names; a sound table has exactly one."""
    return next((row for row in rows if holds(row.when, known)), None)
