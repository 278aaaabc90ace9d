"""The finished product: what is judged, how firmly, what it rests on, and what would change it.

It joins the results of all techniques that a case has tables for, and finds nothing of its own but
what changed since an earlier edition. Probabilities appear only where analysts gave them.
"""

from sat.assessment.analysis import Assessment, assess

__all__ = ["Assessment", "assess"]
