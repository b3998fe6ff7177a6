"""The rectification work of the sample city: facts and figures of a public case in words of our own, firms invented.

Everything goes the way a user's work goes: a report is received, read and confirmed, tasks are assigned, reported on
with photos, accepted, closed, returned, reopened, each step an action with its event.
"""

from sansan.rectification.sample.loading import load

__all__ = ["load"]
