"""The conversation: one message in, one reply out. Knows no channel, no SQL and no clock."""
