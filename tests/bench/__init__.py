"""Measure what the tests do not judge: accuracy on large data, speed, memory, start-up."""
