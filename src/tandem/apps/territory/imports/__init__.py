"""Writing the rows of a register into the database. `services` is the door to all of this."""
