"""Drafts that terminals hand over to staff: one case, by whichever code or card it is found."""
