"""A download looked at closely: its peers, trackers, pieces and speeds, known only while somebody watches."""
