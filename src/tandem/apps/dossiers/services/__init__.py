"""What can be done with a dossier: drafting, agreeing, filing, screening, deciding.

`moves.move` is the only door through which a state changes.
"""
