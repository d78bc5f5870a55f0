"""Disposal: from a controlled thing to its price: reference price, online auction, sale, set-off, hand-over."""
