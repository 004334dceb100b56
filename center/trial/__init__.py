"""The trial village: evidently fictional residents, who never age out."""
