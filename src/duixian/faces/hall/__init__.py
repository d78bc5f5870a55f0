"""The bidding hall's own server: bids in, a live stream out, the public log for anybody."""
