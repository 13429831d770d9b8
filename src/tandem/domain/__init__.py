"""What is true: plain Python, no framework, no input or output, no clock, no randomness."""
