"""What we know: typed, cited facts and the code that finds, judges and words them."""
