"""Optimizers as plain functions, and the pictures and panels that teach them."""
