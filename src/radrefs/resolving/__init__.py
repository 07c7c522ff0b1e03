"""Resolve citations."""
