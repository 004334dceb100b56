"""The maintainer's side of releases: keys, roles, bundles, and a folder that any web server can serve."""
