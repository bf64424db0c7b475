"""A story that several outlets tell over days: its values by time, copies, disputes, and what happened in order."""
