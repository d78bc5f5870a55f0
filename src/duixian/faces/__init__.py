"""Faces: what people and machines meet. They read the clock, check who may, and call one service or flow."""
