"""Whether a web server serves releases as terminals need it."""

from __future__ import annotations

import requests

TIMEOUT_S = (5.0, 20.0)


def faults_of_host(url: str, *, next_root: int) -> list[str]:
    """What a host does wrong, with a way out each.

    Args:
        url: Where the repository is served.
        next_root: The version that no root has yet: terminals ask for it at every look.
    """
    base = url.rstrip("/") + "/metadata"
    found = []
    try:
        missing = requests.get(f"{base}/{next_root}.root.json", timeout=TIMEOUT_S, allow_redirects=False)
        stamp = requests.get(f"{base}/timestamp.json", timeout=TIMEOUT_S, allow_redirects=False)
    except requests.RequestException as error:
        return [f"{url} does not answer ({type(error).__name__}): is the server up, is the address right?"]
    if missing.status_code not in (403, 404):
        found.append(
            f"{url} answers {missing.status_code} for a file that is not there, and no terminal can update: "
            "switch off its page for everything (try_files, SPA fallback), so that it answers 404"
        )
    if stamp.status_code != 200:
        found.append(f"{url} answers {stamp.status_code} for timestamp.json: copy the public folder there")
    elif not stamp.headers.get("ETag"):
        found.append(f"{url} sends no ETag: every look costs two requests more; switch ETags on")
    return found
