"""Paper: certificates and slips as PDF, QR codes, the print queue, and the journal of what was printed.

The screen process imports `papers`, `outcome`, `render`, `queue`, `journal` and `desk`; reportlab is loaded
only in the helper process that draws (`render_helper`).
"""
