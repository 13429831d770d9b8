"""What is stored and done: Django without a screen, in the order of a post's life."""
