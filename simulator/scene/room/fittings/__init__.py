"""What stands and hangs in the bay, one file a piece: meshes in the room frame."""
