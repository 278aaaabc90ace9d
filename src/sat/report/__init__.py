"""Reports from cases: the only room that imports papermill."""
