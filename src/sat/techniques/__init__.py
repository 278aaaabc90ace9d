"""The other techniques of the Tradecraft Primer, and the lint over a whole case.

``tradecraft`` holds a case and its results against the nine standards of ICD 203; ``assumptions``
is the key assumptions check. Neither makes a number: they say where a person should look.
"""
