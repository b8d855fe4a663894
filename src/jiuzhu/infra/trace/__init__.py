"""The trace: access events, Merkle tree, signed checkpoints."""
