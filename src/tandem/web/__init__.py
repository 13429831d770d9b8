"""What is shown: one room per audience, strangers to each other."""
