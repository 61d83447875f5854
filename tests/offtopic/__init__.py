"""Questions the assistant has nothing to say about, written without a look at the paraphrases."""
