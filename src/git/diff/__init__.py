"""Differences between trees and between files, in the form that Git gives them."""
