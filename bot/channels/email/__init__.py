"""Notices by e-mail: what a letter looks like, and the courier that hands it to a mail server."""
