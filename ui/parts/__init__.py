"""What pages are made of: each part draws itself and says how much room it needs."""
