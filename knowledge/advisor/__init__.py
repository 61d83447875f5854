"""A described work → the categories it may fit, each with the words of the description that speak for it."""
