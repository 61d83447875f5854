"""The barest bots there can be, each with one library, and ours without its pace; started by `benchmarks.telegram`."""
