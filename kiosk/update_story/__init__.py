"""`kiosk demo --story config-update`: releases from afar, played with real processes in half a minute."""
