"""What leaves the room on paper: the report of a round and its ledger."""
