"""Probabilities that people gave: whether they fit together, and how they are made to.

Nothing here makes a probability out of a score. What comes in was elicited.
"""
