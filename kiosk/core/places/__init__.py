"""The places of a visit, one idea each; see `kiosk.core.place`."""
