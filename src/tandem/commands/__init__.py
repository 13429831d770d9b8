"""The words of the command line, one module each, with `run(argv) -> exit status`."""
