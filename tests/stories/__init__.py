"""Questions made from the pack itself: every topic with every name, year and script it can be asked with."""
