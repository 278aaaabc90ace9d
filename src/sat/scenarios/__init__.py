"""Scenario matrices: from drivers to futures that hang together, and that are watched.

A *driver* is a force with possible *states*; a *configuration* has one state of each; a *scenario*
is a configuration with a name and a story. None of it is a forecast.
"""
