"""What evidence does not tell yet, and economies therefore leave out.

Each is a test in test_gaps.py that is expected to fail. When it does not, its line here goes.
"""

CROPS = False  # a harvest into another lot is not entered in evidence about the crop
HANDED_OVER_PLACES = False  # evidence does not carry the registration by the next owner
