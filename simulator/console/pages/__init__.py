"""The pages of the launcher window: each is a function that makes one widget."""
