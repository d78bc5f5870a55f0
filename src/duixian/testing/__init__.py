"""Builders that make state by acting, and the demo court. Nothing in production needs this package."""
