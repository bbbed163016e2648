"""Dispatch where people are put into teams for whole days: compiled ruin and recreate towards targets."""
