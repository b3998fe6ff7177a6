"""Closing argues with the data: what a closing claims, how each claim is examined, who may close all the same."""
