"""The edges: what touches the outside world, and the wiring."""
