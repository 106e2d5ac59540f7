"""Signatures on results: an officer's from afar, the body's seal, what proves both for good, and their judgement.

``seal_key``    a key, held in memory or kept in a PKCS#11 token
``services``    who stamps time and knows what was withdrawn
``revisions``   how a signature gets into a PDF without harm to its archival form
``officer``     a remote signature, in two steps that may lie days apart
``seal``        number, date and the body's seal
``archive``     proofs of validity and a time stamp over the whole (B-LTA)
``validate``    what a file proves by itself
``development`` a throw-away seal

What fails is drawn in ``infra/documents/orders.py``.
"""

import logging

# Their warnings quote certificates, and those name people.
for library in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(library).setLevel(logging.CRITICAL)
