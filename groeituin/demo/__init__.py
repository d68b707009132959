"""A believable portfolio, made by replaying what people and nights would have done over the years."""

from groeituin.demo.build import build_demo

__all__ = ["build_demo"]
