"""The barest bots there can be, each with one library; started as processes by `benchmarks.telegram`."""
