"""Measuring Nguon: ratios against limits and peers that run beside it, in one run.

Everything goes through public doors (HTTP of a real server process; the Ledger where server time
is the figure), so that the measuring stays valid whatever the engine becomes.
"""
